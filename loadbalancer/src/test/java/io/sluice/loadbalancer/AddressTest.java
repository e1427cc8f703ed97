package io.sluice.loadbalancer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, 9001, 127.0.0.1:9001",
    "users.internal, 80, users.internal:80",
    "::1, 65535, [::1]:65535",
  })
  void printsHostAndPort(String host, int port, String text) {
    assertThat(new Address(host, port)).hasToString(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "\"\" | 80 | host: '' (expected: a name or an IP address, without brackets)",
        "[::1] | 80 | host: '[::1]' (expected: a name or an IP address, without brackets)",
        "a | 0 | port: 0 (expected: 1 to 65535)",
        "a | 65536 | port: 65536 (expected: 1 to 65535)",
      })
  void refusesWhatIsNoAddress(String host, int port, String message) {
    assertThatThrownBy(() -> new Address(host, port))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 65536})
  void targetRefusesImpossibleWeight(int weight) {
    assertThatThrownBy(() -> new Target(new Address("a", 1), weight))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a:1: weight " + weight + " (expected: 0 to 65535)");
  }

  @Test
  void targetHasWeightOneAndNothingElseByDefault() {
    assertThat(new Target(new Address("a", 1)))
        .isEqualTo(new Target(new Address("a", 1), 1, "", Map.of()));
  }
}
