package io.sluice.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 3986 3.2.2, as far as hosts in use go. */
class AuthorityTest {

  @ParameterizedTest
  @CsvSource({
    "example.com, example.com",
    "EXAMPLE.com:8080, example.com",
    "example.com., example.com",
    "example.com.:80, example.com",
    "127.0.0.1, 127.0.0.1",
    "a_b-c.d, a_b-c.d",
    "., .",
    "[::1], [::1]",
    "[::1]:80, [::1]",
    "[FE80::1.2.3.4]:443, [fe80::1.2.3.4]",
    "a:0, a",
    "a:65535, a",
    "a:00080, a",
  })
  void takesAHostWithOrWithoutPort(String authority, String host) {
    assertThat(isValid(authority)).isTrue();
    assertThat(Authority.host(authority)).isEqualTo(host);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":",
        ":80",
        "a:",
        "a:b",
        "a:65536",
        "a:99999999999999999999",
        "a:+1",
        "a:8 0",
        "a b",
        "a@b",
        "a/b",
        "%61",
        "a%2eb",
        "[]",
        "[:]",
        "[::1",
        "::1",
        "[::1]a",
        "[::1]:",
        "[::g]",
        "[::1%25lo]",
        "[v1.a]",
        "a,b",
        "a;b",
        "a'b",
        "a*b",
        "\u00e9",
        "a\u0000",
        "a\r\n",
        "[::1]]"
      })
  void refusesEverythingElse(String authority) {
    assertThat(isValid(authority)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "[::1]:80", "b:1"})
  void looksAtItsOwnBytesOnly(String authority) {
    byte[] around = Parsed.bytes("@" + authority + "@");
    assertThat(Authority.isValid(around, 1, around.length - 1)).isTrue();
    assertThat(Authority.isValid(around, 0, around.length - 1)).isFalse();
  }

  private static boolean isValid(String authority) {
    byte[] bytes = Parsed.bytes(authority);
    return Authority.isValid(bytes, 0, bytes.length);
  }
}
