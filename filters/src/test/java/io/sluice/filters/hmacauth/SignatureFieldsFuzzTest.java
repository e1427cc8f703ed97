package io.sluice.filters.hmacauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.HttpHeaders;
import io.sluice.filters.hmacauth.Signatures.Candidate;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Mutations of a signed request's fields. The only outcomes are a signature, none, or a refusal;
 * and whatever verifies has the signature base that was signed.
 *
 * <p>Runs for {@code -Dsluice.fuzz.seconds} (30) from {@code -Dsluice.fuzz.seed}; a failure names
 * the seed of its own request.
 */
class SignatureFieldsFuzzTest {
  private static final String[] FRAGMENTS = {
    "(",
    ")",
    "\"",
    "\\",
    "\\\"",
    ";",
    ",",
    ", ",
    "=",
    ":",
    "::",
    " ",
    "\t",
    "?1",
    "?0",
    "-",
    ".",
    "1.5",
    "999999999999999",
    "9999999999999999",
    "*",
    "A",
    "\u00e9",
    "\u007f",
    "@",
    "%",
    "+",
    "/",
    "\"@method\"",
    "\"@path\"",
    "\"@query-param\";name=\"id\"",
    "\"@query-param\"",
    "\"date\";bs",
    "\"date\";sf",
    "\"priority\";key=\"u\"",
    ";req",
    ";tr",
    ";sf",
    ";bs",
    ";key=\"u\"",
    ";created=1",
    ";expires=1",
    ";keyid=\"test-shared-secret\"",
    ";nonce=\"n\"",
    ";alg=\"x\"",
    "sig-b25",
    "sig-b25=",
    ":YWJj:",
    "sha-256=",
    "sha-512=:YWJj:",
    "()",
    "((",
    "\"\""
  };

  private static final String[] VALUES = {
    "sig-b25=(\"date\" \"@authority\" \"content-type\");created=1618884473;keyid=\"test-shared-secret\"",
    "sig-b25=:pxcQw6G3AjtMBQjwo8XzkZf/bws5LelbaMk5rGIGtE8=:",
    Rfc9421.BODY_DIGEST,
    "u=1, i",
  };

  private final Signatures signatures = new Signatures(Rfc9421.consumers(), null, null);
  private final SignatureBase base = new SignatureBase(Map.copyOf(FieldType.KNOWN));
  private final VerifyingKeys keys = new VerifyingKeys();
  private final String signed =
      "\"date\": Tue, 20 Apr 2021 02:07:55 GMT\n\"@authority\": example.com";
  private int verified;
  private int read;

  @Test
  void everyRequestIsReadOrRefused() throws Exception {
    long seconds = Long.getLong("sluice.fuzz.seconds", 30);
    long first = Long.getLong("sluice.fuzz.seed", 20_260_101);
    System.out.println("seed " + first + ", " + seconds + " s");
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    int count = 0;
    while (System.nanoTime() - end < 0) {
      long seed = first + count;
      String[] values = mutated(new Random(seed));
      try {
        check(values, seed);
      } catch (RuntimeException | Error e) {
        throw new AssertionError("seed " + seed + ": " + List.of(values), e);
      }
      count++;
    }
    System.out.println(count + " requests, " + read + " read, " + verified + " verified");
    assertThat(read).isPositive();
    assertThat(verified).isPositive();
  }

  private static String[] mutated(Random random) {
    String[] values = VALUES.clone();
    for (int times = 1 + random.nextInt(4); times > 0; times--) {
      int which = random.nextInt(values.length);
      values[which] = mutated(values[which], random);
    }
    return values;
  }

  private static String mutated(String text, Random random) {
    int at = random.nextInt(text.length() + 1);
    int end = Math.min(text.length(), at + 1 + random.nextInt(8));
    String fragment = FRAGMENTS[random.nextInt(FRAGMENTS.length)];
    return switch (random.nextInt(6)) {
      case 0 -> text.substring(0, at) + fragment + text.substring(at);
      case 1 -> text.substring(0, at) + text.substring(end);
      case 2 -> text.substring(0, at) + fragment + text.substring(end);
      case 3 -> text.substring(0, at) + (char) (' ' + random.nextInt(95)) + text.substring(at);
      case 4 -> text + ", " + text;
      default -> text.substring(0, end) + text.substring(at, end) + text.substring(end);
    };
  }

  private void check(String[] values, long seed) {
    HttpHeaders fields =
        Rfc9421.fields("Date: Tue, 20 Apr 2021 02:07:55 GMT", "Content-Type: application/json");
    // the parser of heads takes none with a DEL, and strips spaces
    fields.add("signature-input", values[0].replace('\u007f', '~').strip());
    fields.add("signature", values[1].replace('\u007f', '~').strip());
    fields.add("content-digest", values[2].replace('\u007f', '~').strip());
    fields.add("priority", values[3].replace('\u007f', '~').strip());
    Message message = new Message("POST", "https", "example.com", "/foo?id=1", fields);
    try {
      ContentDigest.of(fields.getAll("content-digest"));
    } catch (Refusal e) {
      assertThat(e.error().status()).as("seed %d", seed).isBetween(400, 401);
    }
    try {
      Candidate found = signatures.find(fields, signature -> base.of(signature, message));
      if (found == null) {
        return;
      }
      read++;
      byte[] text = found.signed();
      if (keys.of(found.holder().credential()).verifies(text, found.value())) {
        verified++;
        assertThat(new String(text, StandardCharsets.US_ASCII))
            .as("seed %d", seed)
            .startsWith(signed);
      }
    } catch (Refusal e) {
      assertThat(e.error().status()).as("seed %d", seed).isBetween(400, 401);
    }
  }
}
