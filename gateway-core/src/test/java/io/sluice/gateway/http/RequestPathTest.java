package io.sluice.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.api.GatewayError;
import io.sluice.gateway.http.RequestPath.Rules;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 3986 6.2.2, and what is refused because origins disagree about it. */
class RequestPathTest {
  private static final Rules STRICT = new Rules(true, false);
  private static final Rules KEEPING_SLASHES = new Rules(false, false);
  private static final Rules ALLOWING_ENCODED = new Rules(true, true);

  @ParameterizedTest
  @CsvSource({
    "/, /",
    "/a/b, /a/b",
    "/a/b/, /a/b/",
    "/a.b/..c/d.., /a.b/..c/d..",
    "/.a/b./..., /.a/b./...",
    "/., /",
    "/./, /",
    "/a/., /a/",
    "/a/./b, /a/b",
    "/a/.., /",
    "/a/../, /",
    "/a/b/.., /a/",
    "/a/../b, /b",
    "/a/b/../../c, /c",
    "/a//b, /a/b",
    "//, /",
    "///a///, /a/",
    "//a//../b, /b",
    "/%61%2D%2e%5F%7e%41%30, /a-._~A0",
    "/%2e, /",
    "/a/%2E%2e/b, /b",
    "/a/.%2e/b, /b",
    "/%20%c3%a9, /%20%C3%A9",
    "/%3f%23%25, /%3F%23%25",
    "/%252e%252e/a, /%252e%252e/a",
    "/a;b=c/d, /a;b=c/d",
    "/;a, /;a",
    "/!$&'()*+;=:@, /!$&'()*+;=:@",
  })
  void normalises(String raw, String normal) {
    RequestPath path = RequestPath.normalize(raw, STRICT);
    assertThat(path.error()).isNull();
    assertThat(path.value()).isEqualTo(normal);
  }

  @ParameterizedTest
  @CsvSource({
    "//, //",
    "/a//b, /a//b",
    "/a//../b, /a/b",
    "//a, //a",
    "/a/.//b, /a//b",
    "/a//, /a//",
    "/../a, ERROR",
    "//../a, /a",
  })
  void keepsDoubleSlashesWhereTheListenerSaysSo(String raw, String normal) {
    RequestPath path = RequestPath.normalize(raw, KEEPING_SLASHES);
    assertThat(path.error() == null ? path.value() : "ERROR").isEqualTo(normal);
  }

  @ParameterizedTest
  @CsvSource({
    "/.., path_above_root",
    "/../a, path_above_root",
    "/a/../.., path_above_root",
    "/a/../../b, path_above_root",
    "/%2e%2e/a, path_above_root",
    "/a%2fb, encoded_slash",
    "/a%2F..%2Fb, encoded_slash",
    "/a%5cb, encoded_slash",
    "/a\\b, malformed_path",
    "/\\..\\a, malformed_path",
    "/%00, malformed_path",
    "/a%, malformed_path",
    "/a%2, malformed_path",
    "/a%zz, malformed_path",
    "/a%2g, malformed_path",
    "/%u0061, malformed_path",
    "/a/..;/b, malformed_path",
    "/a/..;x=y/b, malformed_path",
    "/a/.;/b, malformed_path",
    "/a/%2e%2e;/b, malformed_path",
    "/..;, malformed_path",
  })
  void refusesWhatOriginsReadDifferently(String raw, String reason) {
    GatewayError error = RequestPath.normalize(raw, STRICT).error();
    assertThat(error).isNotNull();
    assertThat(error.status()).isEqualTo(400);
    assertThat(error.reason()).isEqualTo(reason);
  }

  @ParameterizedTest
  @CsvSource({"/a%2fb, /a%2Fb", "/a%5Cb, /a%5Cb", "/%2F, /%2F"})
  void letsEncodedSlashesThroughStillEncoded(String raw, String normal) {
    RequestPath path = RequestPath.normalize(raw, ALLOWING_ENCODED);
    assertThat(path.error()).isNull();
    assertThat(path.value()).isEqualTo(normal);
  }

  /** The quick check may send a normal path the long way, never an abnormal one the short. */
  @Test
  void theNormalFormIsStable() {
    Random random = new Random(7);
    String[] parts = {"/", "/", ".", "..", "a", ";", "%2e", "%2E", "%61", "%20", "%2f", "%5c", "b"};
    int normal = 0;
    for (int i = 0; i < 200_000; i++) {
      StringBuilder raw = new StringBuilder("/");
      for (int n = random.nextInt(8); n > 0; n--) {
        raw.append(parts[random.nextInt(parts.length)]);
      }
      for (Rules rules : new Rules[] {STRICT, KEEPING_SLASHES, ALLOWING_ENCODED}) {
        RequestPath path = RequestPath.normalize(raw.toString(), rules);
        if (RequestPath.isNormal(raw.toString(), raw.length())) {
          normal++;
          assertThat(path).isEqualTo(new RequestPath(raw.toString(), null));
        }
        if (path.error() == null) {
          assertThat(path.value())
              .as("of %s", raw)
              .doesNotContainPattern("/\\.\\.?(/|;|$)")
              .startsWith("/");
          assertThat(RequestPath.normalize(path.value(), rules)).as("of %s", raw).isEqualTo(path);
        }
      }
    }
    assertThat(normal).isGreaterThan(10_000);
  }
}
