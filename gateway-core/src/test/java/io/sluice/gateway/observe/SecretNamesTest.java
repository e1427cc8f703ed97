package io.sluice.gateway.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretNamesTest {

  @ParameterizedTest
  @CsvSource({
    "a=1&b=2, a=1&b=2",
    "k=1, k=***",
    "a=1&k=secret&b=2, a=1&k=***&b=2",
    "k=1&k=2, k=***&k=***",
    "k=&a=1, k=***&a=1",
    "k, k",
    "%6B=1&a=%20, %6B=***&a=%20",
    "k=a=b, k=***",
    "K=1&keyword=shoes, K=1&keyword=shoes",
    "access_token=x&Token=y&API_KEY=z, access_token=***&Token=***&API_KEY=***",
    "%=1&k=2, %=***&k=***", // who knows what an origin reads there
    "'', ''",
    "&&k=1&, &&k=***&",
  })
  void hidesValuesAndLeavesAllElse(String query, String shown) {
    assertThat(SecretNames.hidden(query, Set.of("k"))).isEqualTo(shown);
  }

  @ParameterizedTest
  @CsvSource({
    "a=1&b=2, a=1&b=2",
    "k=1, ''",
    "k, ''",
    "a=1&k=secret&b=2, a=1&&b=2",
    "%6B=1&a=%20, &a=%20",
    "%61ccess_token=1&a=1, &a=1",
    "user+key=1&a=1, &a=1",
    "%=1&k=2, &",
    "'', ''",
  })
  void leavesParametersOut(String query, String kept) {
    assertThat(SecretNames.leftOut(query, Set.of("k"))).isEqualTo(kept);
  }

  /** A log that hides too much is no use; of what is kept to be tried on nothing is missed. */
  @ParameterizedTest
  @CsvSource({
    "token, hidden, left out",
    "Access_Token, hidden, left out",
    "X-Amz-Signature, hidden, left out",
    "pwd, hidden, left out",
    "keyword, shown, left out",
    "country_code, shown, left out",
    "page_token, shown, left out",
    "x-client-sig, shown, left out",
    "hash, shown, left out",
    "sessionId, shown, left out",
    "2fa.otp, shown, left out",
    "design, shown, kept",
    "decode, shown, kept",
    "pinned, shown, kept",
    "page, shown, kept",
    "'', shown, kept",
  })
  void thereAreTwoStrengths(String name, String log, String sample) {
    String query = name + "=1";
    assertThat(SecretNames.hidden(query, Set.of()))
        .isEqualTo(log.equals("hidden") ? name + "=***" : query);
    assertThat(SecretNames.leftOut(query, Set.of())).isEqualTo(sample.equals("kept") ? query : "");
    assertThat(SecretNames.mayBeSecret(name)).isEqualTo(sample.equals("left out"));
  }

  @Test
  void whatIsHiddenIsLeftOutAsWell() {
    String[] pieces = {
      "k", "token", "Sig", "passwd", "jwt", "api-key", "%6B", "%74oken", "+", "%", "a", "=", "&",
      "*"
    };
    SplittableRandom random = new SplittableRandom(11);
    int hidden = 0;
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int left = random.nextInt(12); left > 0; left--) {
        text.append(pieces[random.nextInt(pieces.length)]);
      }
      String[] all = text.toString().split("&", -1);
      String[] shown = SecretNames.hidden(text.toString(), Set.of("k")).split("&", -1);
      String[] kept = SecretNames.leftOut(text.toString(), Set.of("k")).split("&", -1);
      assertThat(shown).as(text.toString()).hasSameSizeAs(all);
      assertThat(kept).as(text.toString()).hasSameSizeAs(all);
      for (int j = 0; j < all.length; j++) {
        if (!shown[j].equals(all[j])) {
          hidden++;
          assertThat(kept[j]).as(text.toString()).isEmpty();
        } else {
          assertThat(kept[j]).as(text.toString()).isIn("", all[j]);
        }
      }
    }
    assertThat(hidden).isGreaterThan(500);
  }

  /** The page that linked may be another route's, which has parameters of its own. */
  @ParameterizedTest
  @CsvSource({
    "https://a.example/?k=1&b=2, https://a.example/?k=1&b=***",
    "https://a.example/?token=1, https://a.example/?token=***",
    "https://a.example/, https://a.example/",
  })
  void hidesThemInTheReferer(String referer, String shown) {
    AccessEntry entry =
        new AccessEntry(
            0,
            "id",
            "::1",
            "GET",
            "http",
            "",
            "/",
            null,
            Set.of("k"),
            Set.of("b"),
            "HTTP/1.1",
            200,
            0,
            0,
            0,
            null,
            null,
            -1,
            0,
            null,
            null,
            null,
            null,
            referer,
            null,
            null);

    assertThat(entry.shownReferer()).isEqualTo(shown);
  }
}
