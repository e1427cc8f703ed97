package io.sluice.gateway.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DnsSettingsTest {

  @Test
  void readsServersSearchListAndDots() {
    DnsSettings settings =
        DnsSettings.parse(
            List.of(
                "# resolv.conf",
                "domain replaced.test",
                "nameserver 10.0.0.2",
                "nameserver\tfd00::2",
                "  nameserver 10.0.0.3  ",
                "nameserver 10.0.0.4",
                "search default.svc. svc",
                "options rotate ndots:5 timeout:1",
                "sortlist 10.0.0.0"));
    assertThat(settings.servers())
        .containsExactly(server("10.0.0.2"), server("fd00::2"), server("10.0.0.3"));
    assertThat(settings.search()).containsExactly("default.svc", "svc");
    assertThat(settings.ndots()).isEqualTo(5);
  }

  @Test
  void passesOverWhatItDoesNotUnderstand() {
    DnsSettings settings =
        DnsSettings.parse(
            List.of("", "nameserver", "nameserver dns.test", "options ndots:x", "options", "xyz"));
    assertThat(settings.servers()).containsExactly(server("127.0.0.1"));
    assertThat(settings.search()).isEmpty();
    assertThat(settings.ndots()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "users,     1, users.a.b. users.c. users.",
    "users.x,   1, users.x. users.x.a.b. users.x.c.",
    "users.x,   2, users.x.a.b. users.x.c. users.x.",
    "users.x.,  5, users.x.",
    "users,     0, users. users.a.b. users.c.",
  })
  void fullNamesComeInTheOrderOfTheSearchList(String name, int ndots, String expected) {
    DnsSettings settings = new DnsSettings(List.of(server("10.0.0.1")), List.of("a.b", "c"), ndots);
    assertThat(String.join(" ", settings.candidates(name))).isEqualTo(expected);
  }

  @Test
  void refusesServersThatAreNone() {
    assertThatThrownBy(() -> DnsSettings.of(List.of()))
        .hasMessage("servers: none (expected: at least one)");
    assertThatThrownBy(
            () -> DnsSettings.of(List.of(InetSocketAddress.createUnresolved("dns.test", 53))))
        .hasMessageStartingWith("servers: dns.test")
        .hasMessageEndingWith("(expected: an IP address)");
  }

  private static InetSocketAddress server(String literal) {
    return new InetSocketAddress(literal, 53);
  }
}
