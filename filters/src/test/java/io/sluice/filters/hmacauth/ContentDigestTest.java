package io.sluice.filters.hmacauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With the digests of RFC 9530, appendix B, of {@code {"hello": "world"}} and a line break. */
class ContentDigestTest {
  private static final String SHA_256 = "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:";
  private static final String SHA_512 =
      "sha-512=:YMAam51Jz/jOATT6/zvHrLVgOYTGFy1d6GJiOHTohq4yP+pgk4vf2aCsyRZOtw8MjkM7iw7yZ/WkppmM44"
          + "T3qg==:";

  private static ByteBuf body(String text) {
    return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @CsvSource({"true, false", "false, true", "true, true"})
  void allKnownDigestsMustBeTheBodys(boolean sha256, boolean sha512) throws Exception {
    String field =
        (sha256 ? SHA_256 : "") + (sha256 && sha512 ? ", " : "") + (sha512 ? SHA_512 : "");
    ContentDigest digest = ContentDigest.of(List.of(field));
    assertThat(digest.matches(body("{\"hello\": \"world\"}\n"))).isTrue();
    assertThat(digest.matches(body("{\"hello\": \"world\"}"))).isFalse();
    assertThat(digest.matches(Unpooled.EMPTY_BUFFER)).isFalse();
  }

  @Test
  void oneWrongDigestIsEnough() throws Exception {
    String wrong = SHA_512.replace("YMA", "YMB");
    assertThat(ContentDigest.of(List.of(SHA_256, wrong)).matches(body("{\"hello\": \"world\"}\n")))
        .isFalse();
  }

  @Test
  void bodyMayLieInPieces() throws Exception {
    ByteBuf pieces =
        Unpooled.wrappedBuffer(body("{\"hello\""), body(": "), body("\"world\"}\n")).asReadOnly();
    assertThat(ContentDigest.of(List.of(SHA_256)).matches(pieces)).isTrue();
    assertThat(pieces.readableBytes()).isEqualTo(19);
  }

  @Test
  void digestsOfOtherAlgorithmsArePassedOver() throws Exception {
    ContentDigest digest = ContentDigest.of(List.of("md5=:YQ==:, unixsum=1, " + SHA_256));
    assertThat(digest.matches(body("{\"hello\": \"world\"}\n"))).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''",
        "sha-256",
        "sha-256=abc",
        "sha-256=:YQ==:",
        "sha-512=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:",
        "sha-256=(:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:)",
        "md5=:1B2M2Y8AsgTpgAmY7PhCfg==:",
        "SHA-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:",
        "'sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:, sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:'",
      })
  void refusesWhatIsMalformedOrUnknown(String field) {
    assertThatThrownBy(() -> ContentDigest.of(List.of(field))).hasMessage("signature_malformed");
  }
}
