package io.sluice.filters.cache.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.HttpHeaders;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StorabilityTest {
  private static final long NOW = 784_111_777_000L;

  @ParameterizedTest(name = "{0}: {1} {2}")
  @CsvSource(
      delimiter = ';',
      value = {
        "9111 3; 200; Cache-Control: max-age=60; STORABLE",
        "9111 3; 200; Cache-Control: s-maxage=60; STORABLE",
        "9111 3; 200; CDN-Cache-Control: max-age=60; STORABLE",
        "9111 3; 200; Expires: Sun, 06 Nov 1994 09:49:37 GMT; STORABLE",
        "9111 3; 599; Cache-Control: max-age=60; STORABLE",
        "9111 3; 302; Cache-Control: max-age=60; STORABLE",
        "9111 3; 500; Cache-Control: max-age=60; STORABLE",
        "9111 3; 206; Cache-Control: max-age=60; STATUS",
        "9111 3; 304; Cache-Control: max-age=60; STATUS",
        "9111 3; 302; ETag: \"a\"; STATUS",
        "9111 3; 302; Cache-Control: public|ETag: \"a\"; STORABLE",
        "9111 3; 200; ETag: \"a\"; STORABLE",
        "9111 3; 200; Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT; STORABLE",
        "9111 3; 200; Server: x; WITHOUT_USE",
        "9111 3; 200; Cache-Control: max-age=0; WITHOUT_USE",
        "9111 3; 200; Cache-Control: no-cache|ETag: \"a\"; STORABLE",
        "9111 4.1; 200; Cache-Control: max-age=60|Vary: *; VARIES",
        "9111 4.1; 200; Cache-Control: max-age=60|Vary: accept, *; VARIES",
        "9111 5.2.2.5; 200; Cache-Control: no-store, max-age=60; NO_STORE",
        "9111 5.2.2.5; 200; Cache-Control: NO-STORE|Cache-Control: max-age=60; NO_STORE",
        "9111 5.2.2.5; 200; Cache-Control: a=\"no-store\", max-age=60; STORABLE",
        "9111 5.2.2.3; 200; Cache-Control: no-store, must-understand, max-age=60; STORABLE",
        "9111 5.2.2.3; 599; Cache-Control: no-store, must-understand, max-age=60; NO_STORE",
        "9111 5.2.2.3; 599; Cache-Control: must-understand, max-age=60; NO_STORE",
        "9111 5.2.2.7; 200; Cache-Control: private, max-age=60; PRIVATE",
        "9111 5.2.2.7; 200; Cache-Control: private=\"x-a\", max-age=60; STORABLE",
        "9213 2.2; 200; CDN-Cache-Control: max-age=60|Cache-Control: no-store; STORABLE",
        "9213 2.2; 200; CDN-Cache-Control: no-store|Cache-Control: max-age=60; NO_STORE",
        "9213 2.2; 200; CDN-Cache-Control: private, max-age=60; PRIVATE",
        "9111 7.3; 200; Cache-Control: max-age=60|Set-Cookie: a=b; SETS_COOKIE",
        "9111 7.3; 200; Cache-Control: public, max-age=60|Set-Cookie: a=b; STORABLE",
        "9111 7.3; 200; Cache-Control: max-age=60, no-cache=\"set-cookie\"|Set-Cookie: a=b; STORABLE",
      })
  void sharedCachesKeepWhatTheyMay(String section, int status, String fields, Storability is) {
    assertThat(of(status, fields, false)).isEqualTo(is);
  }

  /** RFC 9111 section 3.5. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "Cache-Control: max-age=60; AUTHORIZED",
        "Cache-Control: max-age=60, no-cache=\"x\"; AUTHORIZED",
        "Cache-Control: max-age=60, proxy-revalidate; AUTHORIZED",
        "Cache-Control: max-age=60, public; STORABLE",
        "Cache-Control: max-age=60, must-revalidate; STORABLE",
        "Cache-Control: s-maxage=60; STORABLE",
        "CDN-Cache-Control: max-age=60; STORABLE",
      })
  void whatAnAuthenticatedUserGetsIsSharedOnlyWhereTheOriginSaysSo(String fields, Storability is) {
    assertThat(of(200, fields, true)).isEqualTo(is);
  }

  private static Storability of(int status, String fields, boolean authorized) {
    HttpHeaders response = Fields.of("Date: Sun, 06 Nov 1994 08:49:37 GMT|" + fields);
    ResponseDirectives said = ResponseDirectives.of(response);
    long lifetime = Lifetimes.OF_ORIGIN.of(status, response, said, NOW);
    return Storability.of(status, response, said, authorized, lifetime);
  }
}
