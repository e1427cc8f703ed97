package io.sluice.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyTest {

  /** An exchange that has a host and a path, and nothing else. */
  private static Exchange exchange(String host, String path) {
    return (Exchange)
        Proxy.newProxyInstance(
            KeyTest.class.getClassLoader(),
            new Class<?>[] {Exchange.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "host" -> host;
                  case "path" -> path;
                  default -> null;
                });
  }

  @ParameterizedTest
  @CsvSource({"host, a.test", "{host}, a.test", "{host}:{path}, a.test:/x", "consumer, ''"})
  void isAVariableOrTextWithVariables(String part, String key) {
    assertThat(Key.of(part).in(exchange("a.test", "/x"))).isEqualTo(key);
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.7, 192.0.2.7",
    "2001:db8:0:7:1:2:3:4, 2001:db8:0:7::/64",
    "2001:db8:0:7:ffff::, 2001:db8:0:7::/64",
    "::1, 0:0:0:0::/64",
    "::ffff:192.0.2.7, 192.0.2.7"
  })
  void aClientIsTheNetworkThatItCannotLeave(String address, String key) throws Exception {
    InetAddress client = InetAddress.getByName(address);
    Exchange exchange =
        (Exchange)
            Proxy.newProxyInstance(
                KeyTest.class.getClassLoader(),
                new Class<?>[] {Exchange.class},
                (proxy, method, arguments) ->
                    switch (method.getName()) {
                      case "clientAddress" -> client;
                      case "clientIp" -> client.getHostAddress();
                      default -> null;
                    });
    assertThat(Key.of("client_ip").in(exchange)).isEqualTo(key);
    assertThat(Key.of("{client_ip}").in(exchange)).isEqualTo(client.getHostAddress());
  }

  @ParameterizedTest
  @CsvSource({
    "a, b, a|b",
    "'', '', |",
    "a|b, '', 'a\\|b|'",
    "a, |b, 'a|\\|b'",
    "'a\\', b, 'a\\\\|b'"
  })
  void listsNeverRunIntoEachOther(String host, String path, String key) {
    assertThat(Key.of(List.of("host", "path")).in(exchange(host, path))).isEqualTo(key);
  }

  @ParameterizedTest
  @CsvSource({
    "a|b, true",
    "|, true",
    "'a\\|b|c', true",
    "a, false",
    "a|b|c, false",
    "'a\\|b', false"
  })
  void ofAListHasAValueForEachPart(String text, boolean may) {
    assertThat(Key.of(List.of("host", "path")).mayBe(text)).isEqualTo(may);
    assertThat(Key.of("host").mayBe(text)).isTrue();
  }

  @Test
  void longKeyIsItsDigest() {
    Key key = Key.of("path");
    String longest = "x".repeat(Key.LONGEST);
    assertThat(key.in(exchange("", longest))).isEqualTo(longest);
    String digest = key.in(exchange("", longest + "x"));
    assertThat(digest).startsWith("sha256:").hasSize(7 + 64);
    assertThat(key.in(exchange("", longest + "y"))).isNotEqualTo(digest);
    assertThat(Key.bounded(longest + "x")).isEqualTo(digest);
  }
}
