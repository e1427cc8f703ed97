package io.sluice.gateway.config;

import io.sluice.gateway.api.Option;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How servers are asked whether they are well. What only {@link Type#HTTP} uses has its default
 * with {@link Type#TCP}, which the loader lets nobody write it with.
 */
public record HealthCheckConfig(
    @Option(value = "http: a request and its status; tcp: a connection.", orElse = "http")
        Type type,
    @Option(
            value = "With http: path, and query if need be.",
            orElse = "/",
            pattern = Names.PATH_AND_QUERY)
        String path,
    @Option(
            value = "With http: the Host field; absent = the server's address.",
            pattern = Names.HOST_FIELD)
        @Nullable String host,
    @Option(value = "0 = the server's own.", orElse = "0", min = 0, max = 65_535) int port,
    @Option(value = "With http: GET or HEAD.", orElse = "GET", pattern = Names.PROBE_METHOD)
        String method,
    @Option(value = "From one check to the next.", orElse = "5s", min = 100_000_000)
        Duration interval,
    @Option(value = "How long a check may take.", orElse = "1s", min = 10_000_000) Duration timeout,
    @Option(
            value = "Good checks in a row that make a server well again.",
            orElse = "2",
            min = 1,
            max = 1000)
        int healthyThreshold,
    @Option(
            value = "Bad checks in a row that take a server out.",
            orElse = "3",
            min = 1,
            max = 1000)
        int unhealthyThreshold,
    @Option(value = "With http: the statuses of a server that is well.", orElse = "[200]", min = 1)
        List<StatusRange> expectedStatuses) {

  /** What a check does. */
  public enum Type {
    HTTP,
    TCP
  }

  /** Whether the status is that of a server that is well. */
  public boolean expects(int status) {
    for (StatusRange range : expectedStatuses) {
      if (range.contains(status)) {
        return true;
      }
    }
    return false;
  }
}
