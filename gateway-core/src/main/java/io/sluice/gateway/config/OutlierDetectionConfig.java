package io.sluice.gateway.config;

import io.sluice.gateway.api.Option;
import java.time.Duration;

/** When a server is taken out for a while because of how it serves. */
public record OutlierDetectionConfig(
    @Option(
            value = "Statuses from 500 on in a row that take a server out. 0 = none do.",
            orElse = "5",
            min = 0,
            key = "consecutive_5xx")
        int consecutive5xx,
    @Option(
            value = "Failed connections in a row that take a server out. 0 = none do.",
            orElse = "3",
            min = 0)
        int consecutiveConnectFailures,
    @Option(value = "How often success rates are compared.", orElse = "10s", min = 100_000_000)
        Duration interval,
    @Option(
            value = "How long a server is out the first time; each further time so much longer.",
            orElse = "30s",
            min = 100_000_000)
        Duration baseEjectionTime,
    @Option(value = "The longest that a server is out.", orElse = "300s") Duration maxEjectionTime,
    @Option(
            value = "Percent of the servers that may be out at once.",
            orElse = "50",
            min = 0,
            max = 100)
        int maxEjectionPercent,
    @Option(
            value =
                "How many standard deviations below the mean of all servers a success rate may be."
                    + " 0 = any; 1.9 is usual.",
            orElse = "0",
            min = 0)
        double successRateStdevFactor,
    @Option(
            value = "Servers with enough requests that it takes to compare success rates.",
            orElse = "5",
            min = 2)
        int successRateMinimumHosts,
    @Option(
            value = "Requests of one interval that it takes for a success rate.",
            orElse = "100",
            min = 1)
        int successRateRequestVolume) {

  public OutlierDetectionConfig {
    if (maxEjectionTime.compareTo(baseEjectionTime) < 0) {
      throw new IllegalArgumentException(
          "max_ejection_time: "
              + Durations.format(maxEjectionTime)
              + " (expected: at least base_ejection_time, "
              + Durations.format(baseEjectionTime)
              + ")");
    }
  }
}
