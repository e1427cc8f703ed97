package io.sluice.filters.hmacauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.handler.codec.http.HttpHeaders;
import io.sluice.filters.hmacauth.Signatures.Candidate;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which signature counts, and what is none. Known keys are those of RFC 9421. */
class SignaturesTest {
  private static final String KNOWN = ";keyid=\"test-shared-secret\"";

  private static @Nullable Candidate find(
      @Nullable String label, @Nullable String tag, HttpHeaders fields) throws Refusal {
    return new Signatures(Rfc9421.consumers(), label, tag).find(fields, signature -> new byte[0]);
  }

  private static HttpHeaders fields(String input, String signature) {
    return Rfc9421.fields("Signature-Input: " + input, "Signature: " + signature);
  }

  @Test
  void readsWhatASignatureSays() throws Exception {
    HttpHeaders fields =
        fields(
            "s=( \"@method\"   \"date\";bs ); created=1;expires=9;nonce=\"n\";alg=\"hmac-sha256\""
                + ";other=?1;tag=\"t\""
                + KNOWN,
            "s=:YWJj:");
    Candidate found = Objects.requireNonNull(find(null, null, fields));
    assertThat(found.keyId()).isEqualTo("test-shared-secret");
    assertThat(found.holder().consumer().id()).isEqualTo("hmac");
    assertThat(found.value()).isEqualTo(new byte[] {'a', 'b', 'c'});
    MessageSignature signature = found.signature();
    assertThat(signature.components())
        .extracting(Component::identifier)
        .containsExactly("\"@method\"", "\"date\";bs");
    assertThat(signature.created()).isEqualTo(1);
    assertThat(signature.expires()).isEqualTo(9);
    assertThat(signature.nonce()).isEqualTo("n");
    assertThat(signature.algorithm()).isEqualTo("hmac-sha256");
    assertThat(signature.parameters())
        .isEqualTo(
            "(\"@method\" \"date\";bs);created=1;expires=9;nonce=\"n\";alg=\"hmac-sha256\";other"
                + ";tag=\"t\""
                + KNOWN);
  }

  @Test
  void aSignatureOfAnotherMakingIsNone() throws Exception {
    assertThat(find(null, null, Rfc9421.fields("Signature: keyId=\"a\",signature=\"b\""))).isNull();
  }

  @Test
  void theFirstWhoseKeyIsKnownCounts() throws Exception {
    HttpHeaders fields =
        fields(
            "a=();keyid=\"nobody\", b=()"
                + KNOWN
                + ";tag=\"first\", c=();keyid=\"test-key-ed25519\"",
            "c=:Yw==:, b=:Yg==:, a=:YQ==:");
    assertThat(Objects.requireNonNull(find(null, null, fields)).value())
        .isEqualTo(new byte[] {'b'});
    assertThat(Objects.requireNonNull(find("c", null, fields)).value()).isEqualTo(new byte[] {'c'});
    assertThat(find("d", null, fields)).isNull();
    assertThat(Objects.requireNonNull(find(null, "first", fields)).value())
        .isEqualTo(new byte[] {'b'});
    assertThat(find(null, "second", fields)).isNull();
    assertThat(find("c", "first", fields)).isNull();
    assertThatThrownBy(() -> find("a", null, fields)).hasMessage("signature_invalid");
  }

  @Test
  void severalLinesAreOneDictionary() throws Exception {
    HttpHeaders fields =
        Rfc9421.fields(
            "Signature-Input: a=();keyid=\"nobody\"",
            "Signature-Input: b=()" + KNOWN,
            "Signature: a=:YQ==:",
            "Signature: b=:Yg==:");
    assertThat(Objects.requireNonNull(find(null, null, fields)).value())
        .isEqualTo(new byte[] {'b'});
  }

  /** {@code K} stands for the parameter that names a known key. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                                    | s=:YQ==:",
        "s                                     | s=:YQ==:",
        "s=1K                                  | s=:YQ==:",
        "s=(K                                  | s=:YQ==:",
        "s=()K,                                | s=:YQ==:",
        "s=()K, s=()K                          | s=:YQ==:",
        "s=();created=1;created=2K             | s=:YQ==:",
        "s=(\"a\";bs;bs)K                      | s=:YQ==:",
        "s=();created=1.0K                     | s=:YQ==:",
        "s=();created=\"1\"K                   | s=:YQ==:",
        "s=();created=-1K                      | s=:YQ==:",
        "s=();expires=aK                       | s=:YQ==:",
        "s=();nonce=1K                         | s=:YQ==:",
        "s=();nonce=\"\"K                      | s=:YQ==:",
        "s=();alg=hmac-sha256K                 | s=:YQ==:",
        "s=();keyid=test-shared-secret         | s=:YQ==:",
        "s=(a)K                                | s=:YQ==:",
        "s=(1)K                                | s=:YQ==:",
        "s=(\"\")K                             | s=:YQ==:",
        "s=(\"Date\")K                         | s=:YQ==:",
        "s=(\"da te\")K                        | s=:YQ==:",
        "s=(\"date\" \"date\")K                | s=:YQ==:",
        "s=(\"date\";bs \"date\";bs)K          | s=:YQ==:",
        "s=(\"@method\" \"@method\")K          | s=:YQ==:",
        "s=(\"@status\")K                      | s=:YQ==:",
        "s=(\"@signature-params\")K            | s=:YQ==:",
        "s=(\"@method\";req)K                  | s=:YQ==:",
        "s=(\"date\";req)K                     | s=:YQ==:",
        "s=(\"date\";tr)K                      | s=:YQ==:",
        "s=(\"date\";x)K                       | s=:YQ==:",
        "s=(\"date\";bs;sf)K                   | s=:YQ==:",
        "s=(\"date\";bs;key=\"a\")K            | s=:YQ==:",
        "s=(\"date\";bs=?0)K                   | s=:YQ==:",
        "s=(\"date\";key=a)K                   | s=:YQ==:",
        "s=(\"date\";name=\"a\")K              | s=:YQ==:",
        "s=(\"@method\";bs)K                   | s=:YQ==:",
        "s=(\"@query-param\")K                 | s=:YQ==:",
        "s=(\"@path\";name=\"a\")K             | s=:YQ==:",
        "s=(\"x-request-id\")K                 | s=:YQ==:",
        "s=(\"x-forwarded-for\")K              | s=:YQ==:",
        "s=(\"connection\")K                   | s=:YQ==:",
        "s=()K                                 | ''",
        "s=()K                                 | t=:YQ==:",
        "s=()K                                 | s",
        "s=()K                                 | s=YQ",
        "s=()K                                 | s=\"YQ==\"",
        "s=()K                                 | s=:Y:",
        "s=()K                                 | s=:Y_==:",
        "s=()K                                 | s=:YQ==",
        "s=()K                                 | s=(:YQ==:)",
        "s=()K                                 | s=:YQ==:, s=:YQ==:",
        "s=()K, a=(), b=(), c=(), d=()         | s=:YQ==:",
        "s=()K                                 | s=:YQ==:, a=1, b=1, c=1, d=1",
      })
  void refusesWhatIsMalformed(String input, String signature) {
    HttpHeaders fields = fields(input.replace("K", KNOWN), signature);
    assertThatThrownBy(() -> find(null, null, fields)).hasMessage("signature_malformed");
  }

  @Test
  void refusesASignatureInputWithoutSignature() {
    assertThatThrownBy(() -> find(null, null, Rfc9421.fields("Signature-Input: s=()" + KNOWN)))
        .hasMessage("signature_malformed");
  }

  @Test
  void refusesWhatIsHugeWithoutReadingIt() {
    for (String input :
        new String[] {
          "s=(" + "\"a\" ".repeat(100_000) + ")" + KNOWN,
          "s=()" + ";a=1".repeat(100_000) + KNOWN,
          "s=();nonce=\"" + "x".repeat(300) + '"' + KNOWN,
          "s=(" + "(".repeat(8000) + ")" + KNOWN
        }) {
      assertThatThrownBy(() -> find(null, null, fields(input, "s=:YQ==:")))
          .hasMessage("signature_malformed");
    }
    StringBuilder many = new StringBuilder();
    for (int i = 0; i <= MessageSignature.MOST_COMPONENTS; i++) {
      many.append(i == 0 ? "" : " ").append("\"f").append(i).append('"');
    }
    assertThatThrownBy(() -> find(null, null, fields("s=(" + many + ")" + KNOWN, "s=:YQ==:")))
        .hasMessage("signature_malformed");
  }

  /** The answer must not say which keys there are. */
  @Test
  void anUnknownKeyIsRefusedInTheWordsOfAWrongSignature() {
    assertThatThrownBy(() -> find(null, null, fields("s=();keyid=\"nobody\"", "s=:YQ==:")))
        .isInstanceOfSatisfying(
            Refusal.class, e -> assertThat(e.error()).isEqualTo(Refusal.wrong().error()));
    assertThatThrownBy(() -> find(null, null, fields("s=()", "s=:YQ==:")))
        .hasMessage("signature_invalid");
  }

  @Test
  void messagesQuoteNoMoreThanALittle() {
    String name = "x".repeat(5000);
    assertThatThrownBy(() -> find(null, null, fields("s=(\"" + name + "\";x)" + KNOWN, "s=:YQ==:")))
        .isInstanceOfSatisfying(
            Refusal.class, e -> assertThat(e.error().detail()).hasSizeLessThan(200));
  }
}
