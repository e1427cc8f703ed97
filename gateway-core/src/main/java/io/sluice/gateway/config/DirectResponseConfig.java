package io.sluice.gateway.config;

import io.sluice.gateway.api.Option;
import java.util.Map;

/** An answer that the gateway gives by itself. */
public record DirectResponseConfig(
    @Option(value = "HTTP status of a final answer.", orElse = "200", min = 200, max = 599)
        int status,
    @Option(
            value = "Header fields; values may hold variables.",
            keys = Names.TOKEN,
            pattern = Names.FIELD_VALUE)
        Map<String, String> headers,
    @Option(value = "The body; may hold variables.", orElse = "\"\"") String body) {

  public DirectResponseConfig {
    if ((status == 204 || status == 205 || status == 304) && !body.isEmpty()) {
      throw new IllegalArgumentException("body: given (expected: none with status " + status + ")");
    }
  }
}
