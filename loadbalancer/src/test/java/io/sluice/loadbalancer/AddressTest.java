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
    "127.0.0.1:9001, 127.0.0.1, 9001",
    "users.internal:80, users.internal, 80",
    "[::1]:65535, ::1, 65535",
  })
  void parsesAndPrintsTheSameText(String text, String host, int port) {
    assertThat(Address.parse(text)).isEqualTo(new Address(host, port)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "host",
        ":80",
        "host:",
        "host:0",
        "host:65536",
        "host:-1",
        "host:+1",
        "host:8x",
        "::1:80",
        "[]:80",
        "[::1]",
        "host:000080"
      })
  void refusesWhatIsNoAddress(String text) {
    assertThatThrownBy(() -> Address.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "address: '" + text + "' (expected: host:port or [ipv6]:port, port 1 to 65535)");
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
