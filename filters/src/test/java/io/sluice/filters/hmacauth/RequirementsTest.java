package io.sluice.filters.hmacauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequirementsTest {
  private static final long NOW = 1_000_000;

  /** Of components separated by spaces. */
  private static List<Component> components(String names) {
    List<Component> components = new ArrayList<>();
    for (String name : names.split(" ", -1)) {
      if (!name.isEmpty()) {
        components.add(Component.parse(name));
      }
    }
    return components;
  }

  private static MessageSignature signature(
      String components, @Nullable Long created, @Nullable Long expires, @Nullable String nonce) {
    return new MessageSignature(components(components), "", created, expires, nonce, null);
  }

  /** Times relative to now; 300 s old it may be, and 30 s ahead. */
  @ParameterizedTest
  @CsvSource({
    "0, , ''",
    "-300, , ''",
    "-301, , signature_expired",
    "30, , ''",
    "31, , signature_expired",
    "0, 0, ''",
    "0, 1, ''",
    "0, -1, signature_expired",
    "-301, 1000, signature_expired",
    "-1000000, , signature_expired",
    "999999999999, , signature_expired",
    ", , signature_insufficient",
    ", 10, signature_insufficient",
  })
  void countsForATime(@Nullable Long created, @Nullable Long expires, String reason) {
    Requirements requirements = new Requirements(List.of(), false, 300, 30, null);
    MessageSignature signature =
        signature(
            "",
            created == null ? null : NOW + created,
            expires == null ? null : NOW + expires,
            null);
    if (reason.isEmpty()) {
      assertThatCode(() -> requirements.check(signature, false, NOW)).doesNotThrowAnyException();
    } else {
      assertThatThrownBy(() -> requirements.check(signature, false, NOW)).hasMessage(reason);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "@method @path       | @method @path              | true",
        "@method @path       | @path @method date         | true",
        "@method @path       | @method                    | false",
        "@authority          | @target-uri                | true",
        "@authority          | host                       | false",
        "@scheme             | @target-uri                | true",
        "@path @query        | @target-uri                | true",
        "@path @query        | @request-target            | true",
        "@request-target     | @target-uri                | true",
        "@request-target     | @path @query               | false",
        "@authority          | @request-target            | false",
        "@method             | @target-uri                | false",
        "@target-uri         | @authority @path @query    | false",
        "'@query-param;name=\"a\"' | '@query-param;name=\"a\"' | true",
        "'@query-param;name=\"a\"' | '@query-param;name=\"b\"' | false",
        "'@query-param;name=\"a\"' | @query               | true",
        "@query              | '@query-param;name=\"a\"'  | false",
        "content-type        | content-type;bs            | true",
        "content-type        | content-type;sf            | true",
        "content-type        | 'content-type;key=\"a\"'   | false",
        "'a;key=\"b\"'       | 'a;key=\"b\"'              | true",
        "'a;key=\"b\"'       | a                          | true",
        "''                  | ''                         | true",
      })
  void everythingRequiredMustBeCovered(String required, String signed, boolean covered) {
    Requirements requirements = new Requirements(components(required), false, 300, 30, null);
    MessageSignature signature = signature(signed, NOW, null, null);
    if (covered) {
      assertThatCode(() -> requirements.check(signature, true, NOW)).doesNotThrowAnyException();
    } else {
      assertThatThrownBy(() -> requirements.check(signature, true, NOW))
          .hasMessage("signature_insufficient");
    }
  }

  @Test
  void digestIsRequiredWhereThereIsABody() {
    Requirements requirements =
        new Requirements(components("@method content-digest"), false, 300, 30, "a \"tag\"");
    MessageSignature without = signature("@method", NOW, null, null);
    assertThatCode(() -> requirements.check(without, false, NOW)).doesNotThrowAnyException();
    assertThatThrownBy(() -> requirements.check(without, true, NOW))
        .hasMessage("signature_insufficient");
    assertThat(requirements.acceptSignature(false))
        .isEqualTo("sig=(\"@method\");created;keyid;tag=\"a \\\"tag\\\"\"");
    assertThat(requirements.acceptSignature(true))
        .isEqualTo("sig=(\"@method\" \"content-digest\");created;keyid;tag=\"a \\\"tag\\\"\"");
  }

  @Test
  void nonceIsRequiredWhereTheConfigSaysSo() {
    Requirements requirements = new Requirements(List.of(), true, 300, 30, null);
    assertThatThrownBy(() -> requirements.check(signature("", NOW, null, null), false, NOW))
        .hasMessage("signature_insufficient");
    assertThatCode(() -> requirements.check(signature("", NOW, null, "n"), false, NOW))
        .doesNotThrowAnyException();
  }
}
