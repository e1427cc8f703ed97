package io.sluice.filters.signedurl;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.filters.auth.HmacSha256;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Mutations of a signed link's query: it is a link, or none. Whatever has a right signature is the
 * query that was signed, and nothing of a link's own is left once it is taken out.
 *
 * <p>Runs for {@code -Dsluice.fuzz.seconds} (30) from {@code -Dsluice.fuzz.seed}; a failure names
 * the seed of its own link.
 */
class LinkFuzzTest {
  private static final String[] FRAGMENTS = {
    "&",
    "=",
    "&&",
    "sl_",
    "sl_expires=",
    "sl_key=k",
    "sl_methods=PUT",
    "sl_prefix=/",
    "%",
    "sl_signature=",
    "&sl_signature=",
    "sl%5Fkey=",
    "?",
    "#",
    "\n",
    "\u0000",
    "\u00e9",
    "+",
    "0",
    "-1"
  };
  private static final HmacSha256 MAC =
      new HmacSha256("0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8));
  private static final String SIGNED = "a=1&b&sl_expires=1790000000&sl_key=k&sl_methods=GET,PUT&";
  private static final String QUERY =
      SIGNED + "sl_signature=" + Link.sign(MAC, "host", "/path", SIGNED);

  @Test
  void onlyWhatWasSignedIsALink() {
    long seconds = Long.getLong("sluice.fuzz.seconds", 30);
    long first = Long.getLong("sluice.fuzz.seed", 20_260_101);
    System.out.println("seed " + first + ", " + seconds + " s");
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    int count = 0;
    int links = 0;
    while (System.nanoTime() - end < 0) {
      long seed = first + count++;
      String query = mutated(QUERY, new Random(seed));
      Link link = Link.parse(query, "sl_");
      if (link != null) {
        links++;
        boolean right = Link.sign(MAC, "host", "/path", link.signed()).equals(link.signature());
        assertThat(right).as("seed %d: %s", seed, query).isEqualTo(query.equals(QUERY));
        assertThat(Link.isIn(query, "sl_")).isTrue();
      }
      assertThat(Link.isIn(Link.without(query, "sl_"), "sl_")).as("seed %d", seed).isFalse();
    }
    System.out.println(count + " queries, " + links + " links");
    assertThat(links).isPositive();
  }

  private static String mutated(String text, Random random) {
    String result = text;
    for (int times = 1 + random.nextInt(3); times > 0; times--) {
      int at = random.nextInt(result.length() + 1);
      int end = Math.min(result.length(), at + 1 + random.nextInt(8));
      String fragment = FRAGMENTS[random.nextInt(FRAGMENTS.length)];
      result =
          switch (random.nextInt(4)) {
            case 0 -> result.substring(0, at) + fragment + result.substring(at);
            case 1 -> result.substring(0, at) + result.substring(end);
            case 2 -> result.substring(0, at) + fragment + result.substring(end);
            default -> result.substring(0, end) + result.substring(at, end) + result.substring(end);
          };
    }
    return result;
  }
}
