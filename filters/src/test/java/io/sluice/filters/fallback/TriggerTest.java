package io.sluice.filters.fallback;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.api.GatewayError;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TriggerTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          503             | 503 |                       | true
          503             | 503 | overloaded            | true
          503             | 502 |                       | false
          breaker_open    | 503 | breaker_open          | true
          breaker_open    | 503 | no_endpoint           | false
          breaker_open    | 503 |                       | false
          404 418         | 418 |                       | true
          timeout         | 504 | request_timeout       | true
          timeout         | 504 | upstream_idle_timeout | true
          timeout         | 504 | filter_timeout        | true
          timeout         | 504 |                       | false
          timeout         | 408 | request_body_timeout  | false
          degraded        | 503 | degraded              | true
          502 degraded    | 200 |                       | false
          """)
  void isPulledByWhatItNames(String on, int status, String reason, boolean expected) {
    GatewayError error = reason == null ? null : GatewayError.upstream(status, reason);

    assertThat(Trigger.of(Arrays.asList(on.split(" ", -1))).isPulledBy(status, error))
        .isEqualTo(expected);
  }
}
