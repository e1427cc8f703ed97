package io.sluice.loadbalancer.group;

/**
 * What the checks of one endpoint have come to. The first result alone decides, and so does the
 * first after a pause: an endpoint that has just appeared is not kept waiting, nor is a dead one
 * served for three intervals. After that it takes as many in a row as the thresholds say to change
 * its health.
 */
final class CheckState {
  private CheckHealth health = CheckHealth.UNKNOWN;
  private boolean old = true; // nothing that is known is of now
  private int against; // results in a row that speak against the health
  private String detail = "";

  /** Takes a result in; true when the health has changed. */
  boolean take(ProbeResult result, CheckSettings<?> settings) {
    boolean alone = old;
    old = false;
    detail = result.detail();
    boolean agrees = health == (result.passed() ? CheckHealth.HEALTHY : CheckHealth.UNHEALTHY);
    if (agrees) {
      against = 0;
      return false;
    }
    against++;
    int enough = result.passed() ? settings.healthyThreshold() : settings.unhealthyThreshold();
    if (!alone && against < enough) {
      return false;
    }
    health = result.passed() ? CheckHealth.HEALTHY : CheckHealth.UNHEALTHY;
    against = 0;
    return true;
  }

  /** Nobody looks for a while. */
  void pause() {
    old = true;
  }

  CheckHealth health() {
    return health;
  }

  /** What the last check found; empty before it. */
  String detail() {
    return detail;
  }
}
