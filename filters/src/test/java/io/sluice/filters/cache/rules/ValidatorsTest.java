package io.sluice.filters.cache.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.HttpHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValidatorsTest {
  private static final long NOW = 784_111_777; // Sun, 06 Nov 1994 08:49:37 GMT
  private static final String DATE = "Sun, 06 Nov 1994 08:49:37 GMT";

  @ParameterizedTest(name = "{0}: {1} / {2}")
  @CsvSource(
      delimiter = ';',
      value = {
        "9110 13.1.2; ETag: \"a\"; If-None-Match: \"a\"; true",
        "9110 13.1.2; ETag: \"a\"; If-None-Match: \"b\"; false",
        "9110 13.1.2; ETag: \"a\"; If-None-Match: W/\"a\"; true",
        "9110 13.1.2; ETag: W/\"a\"; If-None-Match: \"a\"; true",
        "9110 13.1.2; ETag: W/\"a\"; If-None-Match: W/\"a\"; true",
        "9110 13.1.2; ETag: \"a\"; If-None-Match: \"b\", \"a\"; true",
        "9110 13.1.2; ETag: \"a\"; If-None-Match: \"b\"|If-None-Match: \"a\"; true",
        "9110 13.1.2; ETag: \"a,b\"; If-None-Match: \"x\",\"a,b\"; true",
        "9110 13.1.2; ETag: \"a\"; If-None-Match: *; true",
        "9110 13.1.2; Server: x; If-None-Match: *; true",
        "9110 13.1.2; Server: x; If-None-Match: \"a\"; false",
        "9110 13.1.2; ETag: \"a\"; If-None-Match: \"A\"; false",
        "9110 13.1.2; ETag: \"a\"; If-None-Match: \"a; false",
        "9110 13.1.3; Last-Modified: Sun, 06 Nov 1994 08:00:00 GMT; If-Modified-Since: Sun, 06 Nov 1994 08:00:00 GMT; true",
        "9110 13.1.3; Last-Modified: Sun, 06 Nov 1994 08:00:00 GMT; If-Modified-Since: Sun, 06 Nov 1994 09:00:00 GMT; true",
        "9110 13.1.3; Last-Modified: Sun, 06 Nov 1994 08:00:00 GMT; If-Modified-Since: Sun, 06 Nov 1994 07:00:00 GMT; false",
        "9110 13.1.3; Last-Modified: Sun, 06 Nov 1994 08:00:00 GMT; If-Modified-Since: yesterday; false",
        "9110 13.1.3; Last-Modified: Sun, 06 Nov 1994 08:00:00 GMT; Accept: a; false",
        "9110 13.2.2; ETag: \"a\"|Last-Modified: Sun, 06 Nov 1994 08:00:00 GMT; If-None-Match: \"b\"|If-Modified-Since: Sun, 06 Nov 1994 08:00:00 GMT; false",
        "9111 4.3.2; Server: x; If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT; true",
        "9111 4.3.2; Server: x; If-Modified-Since: Sun, 06 Nov 1994 08:49:36 GMT; false",
      })
  void clientThatHasTheVersionGetsNoOther(
      String section, String stored, String request, boolean is) {
    Validators validators = Validators.of(Fields.of(stored));
    assertThat(validators.isHeldBy(Fields.of(request), DATE, NOW)).isEqualTo(is);
  }

  @ParameterizedTest(name = "{0} / {1}")
  @CsvSource(
      delimiter = ';',
      value = {
        "ETag: \"a\"; Accept: a; true",
        "ETag: \"a\"; If-Range: \"a\"; true",
        "ETag: \"a\"; If-Range: \"b\"; false",
        "ETag: W/\"a\"; If-Range: W/\"a\"; false",
        "ETag: W/\"a\"; If-Range: \"a\"; false",
        "Last-Modified: Sun, 06 Nov 1994 08:00:00 GMT; If-Range: Sun, 06 Nov 1994 08:00:00 GMT; true",
        "Last-Modified: Sun, 06 Nov 1994 08:00:00 GMT; If-Range: Sun, 06 Nov 1994 08:00:01 GMT; false",
        "Last-Modified: Sun, 06 Nov 1994 08:49:00 GMT; If-Range: Sun, 06 Nov 1994 08:49:00 GMT; false",
        "Server: x; If-Range: nonsense; false",
      })
  void partsGoWithThoseOfTheSameVersionOnly(String stored, String request, boolean is) {
    Validators validators = Validators.of(Fields.of(stored));
    assertThat(validators.continues(Fields.of(request), DATE, NOW)).isEqualTo(is);
  }

  /** RFC 9111 section 4.3.1. */
  @Test
  void originIsAskedWithAllThatIsKnown() {
    HttpHeaders request = Fields.of("If-None-Match: \"client\"|If-Modified-Since: x");
    Validators.of(Fields.of("ETag: W/\"a\"|Last-Modified: " + DATE)).ask(request);
    assertThat(request.getAll("if-none-match")).containsExactly("W/\"a\"");
    assertThat(request.getAll("if-modified-since")).containsExactly(DATE);
  }
}
