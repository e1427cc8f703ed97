package io.sluice.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WarmAddressTest {

  @ParameterizedTest
  @CsvSource({
    "/, false, , /",
    "/a/b?c=d&e=/?, false, , /a/b?c=d&e=/?",
    "//a, false, , //a",
    "http://h/, false, h, /",
    "http://h.example:8080/a?b, false, h.example:8080, /a?b",
    "http://[::1]:80/a, false, [::1]:80, /a",
    "https://h/a%20b, true, h, /a%20b"
  })
  void readsAnAddress(String text, boolean https, String authority, String target) {
    assertThat(WarmAddress.of(text)).isEqualTo(new WarmAddress(https, authority, target));
    assertThat(WarmAddress.isOne(text)).isTrue();
    assertThat(text).matches(WarmAddress.PATTERN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        "h/a",
        "http://h",
        "http:///a",
        "http://u@h/a",
        "http://h?q/a",
        "HTTP://h/a",
        "ftp://h/a",
        "/a b",
        "/a#b",
        "http://h/a#b",
        "/ä",
        "/a\r\nX: y",
        "http://h\r\nX: y/"
      })
  void refusesAnythingElse(String text) {
    assertThat(WarmAddress.isOne(text)).isFalse();
    assertThat(text).doesNotMatch(WarmAddress.PATTERN);
    assertThatThrownBy(() -> WarmAddress.of(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith(" (expected: an address such as http://host/path or /path)");
  }

  @Test
  void isBounded() {
    String longest = "/" + "x".repeat(WarmAddress.LONGEST - 1);
    assertThat(WarmAddress.of(longest).target()).isEqualTo(longest);
    assertThat(WarmAddress.isOne(longest + "x")).isFalse();
    assertThatThrownBy(() -> WarmAddress.of(longest + "x"))
        .hasMessageStartingWith("/" + "x".repeat(79) + "... (expected: ");
  }

  @Test
  void whatItRefusesIsShownOnOneLine() {
    assertThatThrownBy(() -> WarmAddress.of("a\nb")).hasMessageStartingWith("a\\x0ab (expected: ");
    assertThatThrownBy(() -> WarmAddress.of("")).hasMessageStartingWith("\"\" (expected: ");
  }
}
