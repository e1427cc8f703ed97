package io.sluice.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.loadbalancer.Address;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:9001, 127.0.0.1, 9001, 127.0.0.1:9001",
    "Users.Internal:80, users.internal, 80, users.internal:80",
    "[::1]:65535, ::1, 65535, [::1]:65535",
    "my_service:1, my_service, 1, my_service:1",
    "1password.example:443, 1password.example, 443, 1password.example:443",
  })
  void takesNamesAndAddresses(String text, String host, int port, String printed) {
    Address address = HostPort.address(text);

    assertThat(address).isEqualTo(new Address(host, port)).hasToString(printed);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":",
        "a",
        "a:",
        ":80",
        "a:b",
        "a:-1",
        "a:+1",
        "a: 1",
        "a:0",
        "a:65536",
        "a:999999999999",
        "::1:80",
        "[::1]",
        "[::1]80",
        "[a]:80",
        "[]:80",
        "[127.0.0.1]:80",
        "a b:80",
        "a/b:80",
        "-a:80",
        "a..b:80",
        ".a:80",
        "10.1:80",
        "1.2.3.4.5:80",
        "256.1.1.1:80",
        "http://a:80",
        "user@a:80",
        "caf\u00e9:80",
        "a:\u0661"
      })
  void refusesAnythingElse(String text) {
    assertThatThrownBy(() -> HostPort.address(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("(expected: ");
  }

  @ParameterizedTest
  @CsvSource({
    "0.0.0.0:8080, 0.0.0.0, 8080",
    "[::]:0, ::, 0",
    "localhost:80, 127.0.0.1, 80",
    "LOCALHOST:80, 127.0.0.1, 80",
  })
  void aBindTakesAddressesOnly(String text, String host, int port) {
    Bind bind = Bind.parse(text);

    assertThat(bind).isEqualTo(new Bind(host, port));
    assertThat(bind.socketAddress().getPort()).isEqualTo(port);
    assertThat(bind.socketAddress().isUnresolved()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"example.org:80", "*:80", ":80", "80", "0.0.0.0", "[::1:80", "0.0.0.0:65536"})
  void aBindRefusesNames(String text) {
    assertThatThrownBy(() -> Bind.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("(expected: ");
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:80, 127.0.0.1:80, true",
    "127.0.0.1:80, 127.0.0.2:80, false",
    "127.0.0.1:80, 127.0.0.1:81, false",
    "0.0.0.0:80, 127.0.0.1:80, true",
    "127.0.0.1:80, [::]:80, true",
    "[::1]:80, 127.0.0.1:80, false",
    "127.0.0.1:0, 127.0.0.1:0, false",
  })
  void knowsWhichBindsExcludeEachOther(String one, String other, boolean conflict) {
    assertThat(conflict(one, other)).isEqualTo(conflict);
    assertThat(conflict(other, one)).isEqualTo(conflict);
  }

  private static boolean conflict(String one, String other) {
    BoundPorts ports = new BoundPorts();
    KeyPath first = KeyPath.ROOT.child("first");
    assertThat(ports.claim(Bind.parse(one), first)).isNull();
    return ports.claim(Bind.parse(other), KeyPath.ROOT.child("second")) == first;
  }
}
