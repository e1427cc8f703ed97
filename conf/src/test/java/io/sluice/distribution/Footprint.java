package io.sluice.distribution;

import java.net.http.HttpResponse;
import java.nio.file.Path;

/**
 * What a gateway holds, as its own metrics tell after a collection.
 *
 * @param heapBytes live heap
 * @param directBytes buffers of the allocator
 * @param threads live threads
 */
record Footprint(long heapBytes, long directBytes, long threads) {

  static Footprint of(Run gateway, int adminPort) throws Exception {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    new ProcessBuilder(jcmd.toString(), Long.toString(gateway.pid()), "GC.run")
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
    HttpResponse<String> metrics = new Client(adminPort).get("/metrics");
    return new Footprint(
        sum(metrics.body(), "jvm_memory_used_bytes{area=\"heap\""),
        sum(metrics.body(), "sluice_buffer_bytes{kind=\"direct\""),
        sum(metrics.body(), "jvm_threads_live_threads"));
  }

  /** Sum of the samples that begin so; that there is none is a metric with another name. */
  static long sum(String metrics, String prefix) {
    double sum = 0;
    boolean found = false;
    for (String line : metrics.lines().toList()) {
      if (line.startsWith(prefix)) {
        found = true;
        sum += Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
      }
    }
    if (!found) {
      throw new IllegalStateException(prefix + ": no such sample (expected: at least one)");
    }
    return (long) sum;
  }
}
