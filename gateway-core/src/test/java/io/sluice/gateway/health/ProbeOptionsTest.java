package io.sluice.gateway.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What options are refused, and the words for what fails. */
class ProbeOptionsTest {

  static List<Arguments> wrong() {
    return List.of(
        arguments("PUT", "/", "a", 0, 1, "method: PUT (expected: GET or HEAD)"),
        arguments("get", "/", "a", 0, 1, "method: get (expected: GET or HEAD)"),
        arguments("GET", "", "a", 0, 1, "path:  (expected: / and more, "),
        arguments("GET", "health", "a", 0, 1, "path: health (expected: / and more, "),
        arguments("GET", "/a b", "a", 0, 1, "path: /a b (expected: / and more, without blanks"),
        arguments("GET", "/\r\nx: y", "a", 0, 1, "path: "),
        arguments("GET", "/ü", "a", 0, 1, "path: /ü (expected: "),
        arguments("GET", "/", "", 0, 1, "host: '' (expected: a host, "),
        arguments("GET", "/", "a\nb", 0, 1, "host: 'a\nb' (expected: a host, "),
        arguments("GET", "/", "a", -1, 1, "port: -1 (expected: 0 to 65535)"),
        arguments("GET", "/", "a", 65536, 1, "port: 65536 (expected: 0 to 65535)"),
        arguments("GET", "/", null, 0, 0, "timeout: PT0S (expected: above 0)"),
        arguments("GET", "/", null, 0, -1, "timeout: PT-0.001S (expected: above 0)"));
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void refusesWhatMakesNoRequest(
      String method, String path, @Nullable String host, int port, int millis, String message) {
    assertThatThrownBy(
            () ->
                new HttpProbeOptions(
                    method, path, host, s -> true, port, Duration.ofMillis(millis)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
  }

  static List<Arguments> failures() {
    return List.of(
        arguments(new ConnectException("Connection refused: /127.0.0.1:1"), "Connection refused"),
        arguments(
            new ConnectException("finishConnect(..) failed with error(-111): Connection refused"),
            "Connection refused"),
        arguments(new NoRouteToHostException("No route to host"), "No route to host"),
        arguments(new IOException("read", new IOException("Broken pipe")), "Broken pipe"),
        arguments(new UnknownHostException("a: Name or service not known"), "unknown host"),
        arguments(new IOException("odd"), "IOException: odd"),
        arguments(new IllegalStateException(), "IllegalStateException: null"),
        arguments(new RuntimeException("outer", new IOException("root")), "IOException: root"),
        arguments(new IOException("x".repeat(500)), "IOException: " + "x".repeat(107)),
        arguments(null, "unknown failure"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void saysInAFewWordsWhatFailed(@Nullable Throwable failure, String detail) {
    assertThat(Failures.detail(failure)).isEqualTo(detail);
  }
}
