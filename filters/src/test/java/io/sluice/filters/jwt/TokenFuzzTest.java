package io.sluice.filters.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import io.sluice.filters.jwt.KeySet.Found;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.text.ParseException;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Mutations of valid tokens. Whatever they are, the reader says so in its own words; and none is
 * taken that the library refuses, or that is not the text that was signed.
 *
 * <p>Runs for {@code -Dsluice.fuzz.seconds} (30) from {@code -Dsluice.fuzz.seed}; a failure names
 * the seed of its own token.
 */
class TokenFuzzTest {
  private static final byte[] SECRET =
      "0123456789012345678901234567890123".getBytes(StandardCharsets.UTF_8);
  private static final String[] FRAGMENTS = {
    ".", "..", "=", "==", "-", "_", "+", "/", " ", "\n", "\u0000", "\u00e9", "\u0141", "A", "e30",
    "W10", "bnVsbA"
  };
  private static final String[] JSON = {
    "{",
    "}",
    "[",
    "]",
    "\"",
    ":",
    ",",
    "\\",
    "\\u0000",
    "\\ud800",
    "null",
    "true",
    "0",
    "-1",
    "1e999",
    "\"alg\"",
    "\"none\"",
    "\"HS256\"",
    "\"RS256\"",
    "\"crit\":[\"exp\"]",
    "\"b64\":false",
    "\"kid\":\"h\"",
    "\"exp\":0",
    "\"alg\":\"HS256\",",
    "99999999999999999999",
    "[[[[[[[[[[[[[[[[[[[[[["
  };

  private final String[] tokens = new String[3];
  private final JWSVerifier[] library = new JWSVerifier[3];
  private final KeySet keys;
  private int taken;

  TokenFuzzTest() throws Exception {
    KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
    rsa.initialize(2048);
    KeyPair rsaPair = rsa.generateKeyPair();
    KeyPairGenerator ec = KeyPairGenerator.getInstance("EC");
    ec.initialize(256);
    KeyPair ecPair = ec.generateKeyPair();
    keys =
        new KeySet(
            List.of(
                VerificationKey.secret("h", Set.of(Algorithm.HS256), SECRET),
                VerificationKey.of("r", Set.of(), rsaPair.getPublic()),
                VerificationKey.of("e", Set.of(), ecPair.getPublic())));
    Payload claims =
        new Payload("{\"sub\":\"alice\",\"exp\":1800000000,\"a\":{\"b\":[1,2.5,true]}}");
    JWSObject[] signed = {
      new JWSObject(new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("h").build(), claims),
      new JWSObject(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("r").build(), claims),
      new JWSObject(new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("e").build(), claims)
    };
    signed[0].sign(new MACSigner(SECRET));
    signed[1].sign(new RSASSASigner(rsaPair.getPrivate()));
    signed[2].sign(new ECDSASigner((ECPrivateKey) ecPair.getPrivate()));
    for (int i = 0; i < tokens.length; i++) {
      tokens[i] = signed[i].serialize();
    }
    library[0] = new MACVerifier(SECRET);
    library[1] = new RSASSAVerifier((RSAPublicKey) rsaPair.getPublic());
    library[2] = new ECDSAVerifier((ECPublicKey) ecPair.getPublic());
  }

  @Test
  void noTokenIsTakenThatTheLibraryRefuses() {
    long seconds = Long.getLong("sluice.fuzz.seconds", 30);
    long first = Long.getLong("sluice.fuzz.seed", 20_260_101);
    System.out.println("seed " + first + ", " + seconds + " s");
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    int count = 0;
    while (System.nanoTime() < end) {
      check(first + count);
      count++;
    }
    System.out.println(count + " tokens, " + taken + " of them taken");
    assertThat(count).isPositive();
    assertThat(taken).isPositive(); // some mutations undo themselves
  }

  private void check(long seed) {
    Random random = new Random(seed);
    int which = random.nextInt(tokens.length);
    String token = mutated(tokens[which], random);
    Found found;
    try {
      Jws jws = Jws.parse(token);
      found = keys.verify(jws);
      Claims.parse(jws.payload());
    } catch (InvalidToken e) {
      assertThat(e.flaw()).isNotNull();
      return;
    } catch (RuntimeException | Error e) {
      throw new AssertionError("seed " + seed + ": " + token, e);
    }
    if (found instanceof Found.By) {
      taken++;
      assertThat(libraryTakes(token)).as("seed %d: %s", seed, token).isTrue();
      assertThat(token.substring(0, token.lastIndexOf('.')))
          .as("seed %d", seed)
          .isIn(List.of(tokens).stream().map(t -> t.substring(0, t.lastIndexOf('.'))).toList());
    }
  }

  @SuppressWarnings("EmptyCatch") // then another one may take it
  private boolean libraryTakes(String token) {
    for (JWSVerifier verifier : library) {
      try {
        JWSObject jws = JWSObject.parse(token);
        if (verifier.supportedJWSAlgorithms().contains(jws.getHeader().getAlgorithm())
            && jws.verify(verifier)) {
          return true;
        }
      } catch (ParseException | JOSEException | RuntimeException refused) {
      }
    }
    return false;
  }

  private static String mutated(String token, Random random) {
    String text = token;
    int times = random.nextInt(4);
    for (int i = 0; i < times; i++) {
      text =
          random.nextInt(3) == 0 ? insideOut(text, random) : mutatedOnce(text, random, FRAGMENTS);
    }
    return text;
  }

  /** Changes what a part says, not how it is written. */
  private static String insideOut(String token, Random random) {
    String[] parts = token.split("\\.", -1);
    int index = random.nextInt(parts.length);
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(parts[index]);
    } catch (IllegalArgumentException e) {
      return token;
    }
    String changed = mutatedOnce(new String(bytes, StandardCharsets.ISO_8859_1), random, JSON);
    parts[index] =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(changed.getBytes(StandardCharsets.ISO_8859_1));
    return String.join(".", parts);
  }

  private static String mutatedOnce(String text, Random random, String[] fragments) {
    int at = random.nextInt(text.length() + 1);
    int end = Math.min(text.length(), at + 1 + random.nextInt(12));
    String fragment = fragments[random.nextInt(fragments.length)];
    return switch (random.nextInt(6)) {
      case 0 -> text.substring(0, at) + fragment + text.substring(at);
      case 1 -> text.substring(0, at) + text.substring(end);
      case 2 -> text.substring(0, at) + fragment + text.substring(end);
      case 3 -> text.substring(0, at) + (char) random.nextInt(256) + text.substring(end);
      case 4 -> text.substring(0, end) + text.substring(at, end) + text.substring(end);
      default -> text.substring(0, at);
    };
  }
}
