package io.sluice.distribution;

/**
 * What a gateway tells of itself.
 *
 * @param text samples in the format of Prometheus
 */
record Metrics(String text) {

  static Metrics of(int adminPort) throws Exception {
    return new Metrics(new Client(adminPort).get("/metrics").body());
  }

  /** Sum of the samples that begin so; that there is none is a metric with another name. */
  double sum(String prefix) {
    return sum(prefix, "");
  }

  /** The same of those that hold a text as well. */
  double sum(String prefix, String held) {
    double sum = 0;
    boolean found = false;
    for (String line : text.lines().toList()) {
      if (line.startsWith(prefix) && line.contains(held)) {
        found = true;
        sum += Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
      }
    }
    if (!found) {
      throw new IllegalStateException(prefix + ": no such sample (expected: at least one)");
    }
    return sum;
  }
}
