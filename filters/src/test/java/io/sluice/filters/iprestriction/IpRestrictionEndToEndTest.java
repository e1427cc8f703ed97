package io.sluice.filters.iprestriction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.filters.fake.ChainTester;
import io.sluice.gateway.testkit.FilterResult;
import io.sluice.gateway.testkit.FilterTester;
import io.sluice.gateway.testkit.RawResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every client of these tests connects from 127.0.0.1. */
class IpRestrictionEndToEndTest {

  @ParameterizedTest
  @CsvSource({
    "'allow: [127.0.0.0/8]', 200",
    "'allow: [10.0.0.0/8]', 403",
    "'allow: [10.0.0.0/8, 127.0.0.1]', 200",
    "'deny: [127.0.0.1]', 403",
    "'deny: [127.0.0.2/31]', 200",
    "'{ allow: [127.0.0.0/8], deny: [127.0.0.1] }', 403",
    "'{ deny: [127.0.0.0/8], status: 404 }', 404",
    "'allow: [\"::/0\"]', 403",
  })
  void decidesByTheAddressOfTheConnection(String config, int status) {
    try (FilterTester tester = FilterTester.of(new IpRestrictionFactory(), config)) {
      FilterResult result = tester.request("GET", "/").send();
      assertThat(result.status()).isEqualTo(status);
      assertThat(result.reachedOrigin()).isEqualTo(status == 200);
      assertThat(result.problem()).isEqualTo(status == 200 ? null : "ip_denied");
      assertThat(result.body()).doesNotContain("127.0.0");
    }
  }

  @Test
  void strangerCannotClaimAnotherAddress() {
    try (FilterTester tester =
        FilterTester.of(new IpRestrictionFactory(), "allow: [203.0.113.0/24]")) {
      FilterResult result =
          tester
              .request("GET", "/")
              .header("X-Forwarded-For", "203.0.113.9")
              .header("Forwarded", "for=203.0.113.9")
              .header("X-Real-IP", "203.0.113.9")
              .send();
      assertThat(result.status()).isEqualTo(403);
    }
  }

  /** Allowed is 203.0.113.0/24 and 2001:db8::/32; 127.0.0.0/8 and 10.0.0.0/8 are proxies. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "203.0.113.9                          | 200",
        "203.0.113.9:4711                     | 200",
        "203.0.113.9, 10.0.0.1                | 200",
        "203.0.113.9,10.0.0.1 , 10.9.9.9      | 200",
        "198.51.100.7                         | 403",
        "203.0.113.9, 198.51.100.7            | 403", // the claim of 198.51.100.7, no proxy of ours
        "203.0.113.9, 198.51.100.7, 10.0.0.1  | 403",
        "198.51.100.7, 203.0.113.9            | 200",
        "::ffff:203.0.113.9                   | 200",
        "2001:db8::1                          | 200",
        "[2001:db8::1]:4711                   | 200",
        "2001:db9::1                          | 403",
        "fe80::1%eth0                         | 403", // no zone of another machine means anything
        // here
        "203.0.113.9%eth0                     | 403",
        "203.0.113.9, unknown                 | 403",
        "203.0.113.9, _hidden, 10.0.0.1       | 403",
        "203.0.113.9, 999.0.0.1               | 403",
        "203.0.113.9,                         | 403",
      })
  void followsTrustedProxiesToTheClient(String forwardedFor, int status) {
    assertThat(get("X-Forwarded-For: " + forwardedFor + "\r\n").status()).isEqualTo(status);
  }

  /** RFC 9110 section 5.3: several lines are one list. A proxy may add a line of its own. */
  @ParameterizedTest
  @CsvSource({
    "203.0.113.9, 198.51.100.7, 403",
    "198.51.100.7, 203.0.113.9, 200",
    "203.0.113.9, 10.0.0.1, 200",
  })
  void lineInFrontIsOlderThanTheLineBehind(String first, String second, int status) {
    String lines = "X-Forwarded-For: " + first + "\r\nx-forwarded-for: " + second + "\r\n";
    assertThat(get(lines).status()).isEqualTo(status);
  }

  private static RawResponse get(String fields) {
    try (ChainTester tester =
        ChainTester.behindTrustedProxy(
            "[127.0.0.0/8, 10.0.0.0/8]",
            "- { name: ip_restriction, config: { allow: [203.0.113.0/24, \"2001:db8::/32\"] } }")) {
      return tester.connect().send("GET / HTTP/1.1\r\nHost: test\r\n" + fields + "\r\n").read();
    }
  }

  @Test
  void refusesAnUnreadBodyAndKeepsTheConnectionInOrder() {
    try (FilterTester tester = FilterTester.of(new IpRestrictionFactory(), "deny: [127.0.0.0/8]")) {
      var client = tester.gateway().connect();
      client.send("POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 5\r\n\r\nhello");
      assertThat(client.read().status()).isEqualTo(403);
      assertThat(client.get("/").read().status()).isEqualTo(403);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'{}', 'allow: []'",
    "'allow: [10.0.0.1/8]', 'allow[0]'",
    "'deny: [10.0.0.0/33]', 'deny[0]'",
    "'deny: [\"fe80::1%eth0\"]', 'deny[0]'",
    "'deny: [\"::ffff:10.0.0.0/8\"]', 'deny[0]'",
    "'{ deny: [10.0.0.0/8], status: 500 }', 'status: 500'",
  })
  void wrongConfigIsNamedByItsPath(String config, String message) {
    assertThatThrownBy(() -> FilterTester.of(new IpRestrictionFactory(), config))
        .hasMessageContaining("routes[0].filters[0].config")
        .hasMessageContaining(message);
  }
}
