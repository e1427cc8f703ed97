package io.sluice.loadbalancer.group;

/**
 * Passive outlier detection.
 *
 * @param consecutiveFailures answers of 5xx, broken or timed out exchanges in a row that eject; 0:
 *     never
 * @param consecutiveConnectFailures connections in a row that could not be opened that eject; 0:
 *     never
 * @param intervalNanos between two looks at success rates; an endpoint that lasts one without being
 *     ejected has its next ejection shortened by one step
 * @param baseEjectionNanos how long the first ejection lasts; the second twice as long, and so on
 * @param maxEjectionNanos how long one lasts at most
 * @param maxEjectionPercent how many of the endpoints may be out at once; one of two or more always
 *     may, unless it is 0
 * @param stdevFactor how many standard deviations below the mean a success rate must be to eject;
 *     0: never
 * @param minimumHosts endpoints with enough requests below which rates say nothing
 * @param requestVolume requests within an interval below which an endpoint's rate says nothing
 */
public record OutlierSettings(
    int consecutiveFailures,
    int consecutiveConnectFailures,
    long intervalNanos,
    long baseEjectionNanos,
    long maxEjectionNanos,
    int maxEjectionPercent,
    double stdevFactor,
    int minimumHosts,
    int requestVolume) {

  boolean rates() {
    return stdevFactor > 0;
  }

  /** How many of so many endpoints may be out at once. */
  int mostEjected(int endpoints) {
    int share = (int) ((long) endpoints * maxEjectionPercent / 100);
    return maxEjectionPercent > 0 && endpoints > 1 ? Math.max(1, share) : share;
  }

  /** How long an ejection lasts, the n-th one in a row, from 1. */
  long ejectionNanos(int nth) {
    long longest = Math.max(baseEjectionNanos, maxEjectionNanos);
    return nth > longest / Math.max(1, baseEjectionNanos) ? longest : baseEjectionNanos * nth;
  }
}
