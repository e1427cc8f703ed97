package io.sluice.filters.fault;

import io.sluice.gateway.api.Option;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Options of {@code fault}.
 *
 * @param header only requests that have this field are hit; null for all
 */
public record FaultConfig(
    @Option("Requests to hold back.") @Nullable Delay delay,
    @Option("Requests to fail.") @Nullable Abort abort,
    @Option("A field that requests must carry to be hit.") @Nullable String header) {

  /** Which requests wait, and how long. */
  public record Delay(
      @Option(
              value = "Percent of requests, also less than one.",
              orElse = "100",
              min = 0,
              max = 100)
          double percent,
      @Option(value = "How long they wait.", min = 1_000_000, max = Delay.LONGEST_NANOS)
          Duration duration) {
    static final long LONGEST_NANOS = 3_600_000_000_000L;
  }

  /** Which requests fail, and how. */
  public record Abort(
      @Option(
              value = "Percent of requests, also less than one.",
              orElse = "100",
              min = 0,
              max = 100)
          double percent,
      @Option(value = "HTTP status of the answer.", orElse = "503", min = 400, max = 599)
          int status) {}
}
