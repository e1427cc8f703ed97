package io.sluice.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SharedSecretTest {
  private static final String TEXT = "0123456789abcdef0123456789abcdef";

  @Test
  void isItsTextOrWhatItEncodes() {
    byte[] bytes = TEXT.getBytes(StandardCharsets.UTF_8);
    String encoded = Base64.getEncoder().encodeToString(bytes);
    String inLines = encoded.substring(0, 10) + " \n" + encoded.substring(10) + "\n";

    assertThat(SharedSecret.of("secret", TEXT).bytes()).isEqualTo(bytes);
    assertThat(SharedSecret.of("secret", "base64:" + encoded).bytes()).isEqualTo(bytes);
    assertThat(SharedSecret.of("secret", "base64:" + inLines).bytes()).isEqualTo(bytes);
    assertThat(SharedSecret.of("secret", encoded).bytes())
        .as("without base64: in front")
        .isEqualTo(encoded.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "short-secret | 32 | of 12 characters (expected: 32 or more, such as openssl rand -base64 32 gives)",
        "0123456789abcdef0123456789abcdef | 64 | of 32 characters (expected: 64 or more for HS512, such as openssl rand -base64 64 gives)",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa | 32 | of 1 different character (expected: 8 or more, such as openssl rand -base64 32 gives)",
        "abababababababababababababababab | 32 | of 2 different characters (expected: 8 or more, such as",
        "abcdefgabcdefgabcdefgabcdefgabcdefg | 32 | of 7 different characters (expected: 8 or more, such as",
        "base64:MDEyMzQ1Njc4OWFiY2RlZzAxMg== | 32 | of 19 bytes (expected: 32 or more behind base64:, such as openssl rand -base64 32 gives)",
        "base64:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= | 32 | of 1 different byte (expected: 8 or more behind base64:, such as",
        "base64:no base64! no base64! no base64! no | 32 | (hidden) (expected: base64 behind base64:)",
        "base64:MDEyMzQ1 | 32 | of 6 bytes (expected: 32 or more behind base64:",
      })
  void refusesWhatIsSoonGuessedAndSaysHowToMakeAnother(String text, int least, String message) {
    String use = least == 64 ? "for HS512" : "";
    assertThatThrownBy(() -> SharedSecret.of("keys[0].secret", text, least, use))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("keys[0].secret: " + message)
        .hasMessageNotContaining(text.substring(text.length() - 8));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0123456789", "0123456789abcdef", "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"})
  void takesWhatIsMadeAtRandom(String alphabet) {
    Random random = new Random(7);
    for (int i = 0; i < 1_000; i++) {
      StringBuilder text = new StringBuilder();
      random.ints(64, 0, alphabet.length()).forEach(at -> text.append(alphabet.charAt(at)));
      assertThat(SharedSecret.of("secret", text.toString()).bytes()).hasSize(64);
    }
  }

  @Test
  void takesAnyBytesMadeAtRandom() {
    Random random = new Random(7);
    byte[] bytes = new byte[32];
    for (int i = 0; i < 1_000; i++) {
      random.nextBytes(bytes);
      String text = "base64:" + Base64.getEncoder().encodeToString(bytes);
      assertThat(SharedSecret.of("secret", text).bytes()).isEqualTo(bytes);
    }
  }

  @Test
  void nobodyChangesOrSeesIt() {
    SharedSecret secret = SharedSecret.of("secret", TEXT);
    secret.bytes()[0] = 'x';
    assertThat(secret.bytes()).isEqualTo(TEXT.getBytes(StandardCharsets.UTF_8));
    assertThat(secret.toString()).isEqualTo("(hidden)");
  }
}
