package io.sluice.filters.basicauth;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BasicCredentialsTest {
  private static final long FUZZ_NANOS = Long.getLong("sluice.fuzz.seconds", 30) * 1_000_000_000;

  private static String field(String text) {
    return "Basic " + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @CsvSource({
    "Aladdin:open sesame, Aladdin, open sesame", // RFC 7617 section 2
    "test:123£, test, 123£", // RFC 7617 section 2.1
    "ann:, ann, ''",
    "ann:a:b, ann, a:b",
  })
  void splitsAtTheFirstColon(String text, String name, String password) {
    assertThat(BasicCredentials.parse(field(text))).isEqualTo(new BasicCredentials(name, password));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Basic", "basic x", "BASIC  QWxhZGRpbjpvcGVuIHNlc2FtZQ=="})
  void knowsItsSchemeInAnyCase(String field) {
    assertThat(BasicCredentials.isBasic(field)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer x", "Basics x", "Basi", ""})
  void leavesOtherSchemesToOthers(String field) {
    assertThat(BasicCredentials.isBasic(field)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Basic",
        "Basic ",
        "Basic !!!!",
        "Basic YQ==", // no colon
        "Basic OmE=", // no name
        "Basic YTpi\tYTpi",
        "Basic YTpi YTpi",
        "Basic gIA6YQ==", // no UTF-8
        "Basic YTpiCg==", // a line feed
      })
  void refusesWhatIsMalformed(String field) {
    assertThat(BasicCredentials.parse(field)).isNull();
  }

  @Test
  void refusesWhatIsTooLong() {
    assertThat(BasicCredentials.parse(field("a:" + "b".repeat(2000)))).isNull();
  }

  @Test
  void neverThrowsAndNeverShowsThePassword() {
    SplittableRandom random = new SplittableRandom(6);
    String valid = field("ann:secret word");
    long end = System.nanoTime() + FUZZ_NANOS;
    long rounds = 0;
    while (System.nanoTime() < end) {
      StringBuilder text = new StringBuilder(valid);
      for (int i = random.nextInt(4); i >= 0; i--) {
        int at = random.nextInt(5, text.length());
        switch (random.nextInt(3)) {
          case 0 -> text.setCharAt(at, (char) random.nextInt(256));
          case 1 -> text.insert(at, (char) random.nextInt(256));
          default -> text.setLength(Math.max(6, at));
        }
      }
      BasicCredentials parsed = BasicCredentials.parse(text.toString());
      if (parsed != null) {
        assertThat(parsed.name()).isNotEmpty().doesNotContain(":");
        assertThat(parsed.toString()).isEqualTo(parsed.name());
      }
      rounds++;
    }
    assertThat(rounds).isGreaterThan(1000);
  }
}
