package io.sluice.loadbalancer.group;

/** Why outlier detection takes an endpoint out. */
public enum Ejection {
  CONSECUTIVE_5XX("consecutive_5xx"),
  CONSECUTIVE_CONNECT_FAILURES("consecutive_connect_failures"),
  SUCCESS_RATE("success_rate");

  private final String word;

  Ejection(String word) {
    this.word = word;
  }

  /** The stable word for metrics, logs and operators. */
  public String word() {
    return word;
  }
}
