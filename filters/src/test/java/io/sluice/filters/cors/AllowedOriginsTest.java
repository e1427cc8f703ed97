package io.sluice.filters.cors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedOriginsTest {

  private static boolean allows(String entry, String origin) {
    return AllowedOrigins.of("allow_origins", List.of(entry)).allow(origin);
  }

  @ParameterizedTest
  @CsvSource({
    // exact: byte for byte
    "https://a.example.com, https://a.example.com, true",
    "HTTPS://A.example.com, https://a.example.com, true",
    "https://a.example.com, http://a.example.com, false",
    "https://a.example.com, https://a.example.com:8443, false",
    "https://a.example.com, https://a.example.com.evil.com, false",
    "https://a.example.com, https://A.example.com, false",
    "https://a.example.com:8443, https://a.example.com:8443, true",
    "http://localhost:3000, http://localhost:3000, true",
    "http://[::1]:3000, http://[::1]:3000, true",
    "capacitor://localhost, capacitor://localhost, true",
    // null only where it is listed
    "null, null, true",
    "https://a.example.com, null, false",
    "https://*.example.com, null, false",
    "*, null, true",
    // subdomains, at any depth
    "https://*.example.com, https://a.example.com, true",
    "https://*.example.com, https://a.b.c.example.com, true",
    "https://*.example.com, https://xn--bcher-kva.example.com, true",
    "https://*.example.com, https://example.com, false",
    "https://*.example.com, https://.example.com, false",
    "https://*.example.com, https://a..example.com, false",
    "https://*.example.com, https://aexample.com, false",
    "https://*.example.com, http://a.example.com, false",
    "https://*.example.com, https://a.example.com:8443, false",
    "https://*.example.com:8443, https://a.example.com:8443, true",
    "https://*.example.com:8443, https://a.example.com, false",
    "https://*.example.com, https://evil.com/.example.com, false",
    "https://*.example.com, https://evil.com:1.example.com, false",
    "https://*.example.com, https://evil.com@a.example.com, false",
    "https://*.example.com, https://evil.com#.example.com, false",
    "https://*.example.com, https://evil.com%00.example.com, false",
    "https://*.example.com, https://*.example.com, false",
    "*, https://anything.test, true",
  })
  void allowsWhatIsListed(String entry, String origin, boolean allowed) {
    assertThat(allows(entry, origin)).isEqualTo(allowed);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "example.com",
        "https://",
        "https://a.example.com/",
        "https://a.example.com/path",
        "https://user@a.example.com",
        "https://a.example.com:",
        "https://*",
        "https://*example.com",
        "https://a.*.example.com",
        "https://bücher.example.com",
        "*.example.com",
        "https://a.example.com https://b.example.com"
      })
  void refusesWhatNoBrowserSends(String entry) {
    assertThatThrownBy(() -> AllowedOrigins.of("allow_origins", List.of("null", entry)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("allow_origins[1]: " + entry + " (expected: an origin such as");
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://a.example.com:443", "http://*.example.com:80"})
  void refusesDefaultPorts(String entry) {
    assertThatThrownBy(() -> allows(entry, "null"))
        .hasMessage("allow_origins[0]: %s (expected: no default port; browsers omit it)", entry);
  }

  @Test
  void refusesAnEmptyList() {
    assertThatThrownBy(() -> AllowedOrigins.of("allow_origins", List.of()))
        .hasMessageStartingWith("allow_origins: [] (expected: ");
  }
}
