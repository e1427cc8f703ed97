package io.sluice.filters.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.filters.fake.FakeExchange;
import io.sluice.gateway.api.SharedSecret;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Whatever stands in a cookie: it is what the gateway has put there, or nothing. */
class CookieFuzzTest {
  private static final long FUZZ_NANOS = Long.getLong("sluice.fuzz.seconds", 30) * 1_000_000_000;

  private static final SharedSecret SECRET = SharedSecret.of("cookie_secret", OidcTester.SECRET);

  private final CookieCipher cipher =
      new CookieCipher(SECRET, null, "audience", new SecureRandom());
  private final SplittableRandom random = new SplittableRandom(6);

  private static final Session SESSION =
      new Session(
          "ann", "ann", "{\"email\":\"ann@example.com\"}", "openid", 3, 1, 2, "refresh", null);
  private static final PendingLogin LOGIN =
      new PendingLogin(
          "0123456789abcdefstate", "nonce", "verifier", "https://a/b", "https://a", "/", 7);

  @Test
  void readsWhatItHasWritten() {
    assertThat(Session.of(SESSION.toBytes())).isEqualTo(SESSION);
    assertThat(PendingLogin.of(LOGIN.toBytes())).isEqualTo(LOGIN);
    assertThat(cipher.open("p", "n", cipher.seal("p", "n", new byte[] {1, 2, 3})))
        .containsExactly(1, 2, 3);
    assertThat(SESSION.toString() + LOGIN).doesNotContain("refresh", "verifier", "nonce");
  }

  @Test
  void sealsNothingTwiceInTheSameWay() {
    assertThat(cipher.seal("p", "n", new byte[8])).isNotEqualTo(cipher.seal("p", "n", new byte[8]));
  }

  @Test
  void opensWhatIsForTheSamePurposeNameAndOwnerOnly() {
    String sealed = cipher.seal("p", "n", new byte[8]);
    assertThat(cipher.open("q", "n", sealed)).isNull();
    assertThat(cipher.open("p", "m", sealed)).isNull();
    assertThat(cipher.open("", "p\0n", sealed)).isNull();
    assertThat(new CookieCipher(SECRET, null, "other", new SecureRandom()).open("p", "n", sealed))
        .isNull();
  }

  @Test
  void neverOpensWhatHasBeenChanged() {
    String sealed = cipher.seal("p", "n", SESSION.toBytes());
    long end = System.nanoTime() + FUZZ_NANOS / 2;
    long rounds = 0;
    do {
      String changed = changed(sealed);
      if (!changed.equals(sealed)) {
        assertThat(cipher.open("p", "n", changed)).as(changed).isNull();
      }
      rounds++;
    } while (System.nanoTime() < end);
    assertThat(rounds).isPositive();
  }

  private String changed(String text) {
    StringBuilder changed = new StringBuilder(text);
    for (int i = random.nextInt(3); i >= 0; i--) {
      int at = random.nextInt(changed.length());
      switch (random.nextInt(4)) {
        case 0 -> changed.setCharAt(at, (char) random.nextInt(256));
        case 1 -> changed.insert(at, (char) ('A' + random.nextInt(26)));
        case 2 -> changed.setLength(Math.max(1, at));
        default -> changed.setCharAt(at, text.charAt(random.nextInt(text.length())));
      }
    }
    return changed.toString();
  }

  /** Should the secret leak one day, what is sealed with it can still do no harm. */
  @Test
  void readersAndParsersNeverThrowAnythingElse() {
    byte[][] seeds = {
      SESSION.toBytes(),
      LOGIN.toBytes(),
      "{\"access_token\":\"a\",\"token_type\":\"Bearer\",\"expires_in\":\"3600\"}"
          .getBytes(StandardCharsets.UTF_8),
      "{\"issuer\":\"https://a\",\"jwks_uri\":\"https://a/\"}".getBytes(StandardCharsets.UTF_8),
    };
    long end = System.nanoTime() + FUZZ_NANOS / 2;
    CookieJar jar = new CookieJar(jarConfig(), cipher);
    do {
      byte[] bytes = seeds[random.nextInt(seeds.length)].clone();
      for (int i = random.nextInt(6); i >= 0; i--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      bytes = Arrays.copyOf(bytes, bytes.length - random.nextInt(3) + 1);
      Session session = Session.of(bytes);
      if (session != null) {
        assertThat(session.accepted()).isNotNull();
      }
      PendingLogin.of(bytes);
      Tokens.parse(bytes);
      assertThat(Tokens.error(bytes)).matches("[a-z_]*");
      byte[] document = bytes;
      assertThatThrownBy(() -> Discovery.parse(document, "https://a"))
          .isInstanceOf(IllegalArgumentException.class);
      FakeExchange exchange = new FakeExchange();
      String line = new String(bytes, StandardCharsets.ISO_8859_1).replaceAll("[^ -~]", ";s=1");
      exchange.requestHeaders().set("cookie", "s=1" + line + "; s_1=2; s_login_" + line);
      RequestCookies cookies = jar.take(exchange);
      assertThat(cookies).isNotNull();
      assertThat(jar.session(cookies)).isNull();
      assertThat(exchange.requestHeaders().getAll("cookie").size()).isLessThan(2);
    } while (System.nanoTime() < end);
  }

  private static OidcConfig jarConfig() {
    try {
      return OidcConfigTest.bound(
          "issuer: \"https://a\", client_id: a, cookie_name: s, cookie_secure: false,"
              + " cookie_secret: "
              + OidcTester.SECRET);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
