package io.sluice.filters.fallback;

import io.sluice.gateway.api.Option;
import io.sluice.gateway.api.Template;
import java.util.Map;

/** The answer that {@code fallback} gives. */
public record FallbackAnswer(
    @Option(value = "HTTP status of a final answer.", orElse = "200", min = 200, max = 599)
        int status,
    @Option("Header fields; values may hold variables.") Map<String, Template> headers,
    @Option(value = "The body; may hold variables.", orElse = "\"\"") Template body) {

  public FallbackAnswer {
    boolean bodyless = status == 204 || status == 205 || status == 304;
    if (bodyless && !body.toString().isEmpty()) {
      throw new IllegalArgumentException("body: given (expected: none with status " + status + ")");
    }
  }
}
