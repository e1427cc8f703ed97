package io.sluice.filters.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.sluice.filters.fake.FakeExchange;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Queries with a key in them, written in odd ways: once the key is hidden, no reader of what is
 * left finds one, and all else is still there.
 *
 * <p>Runs for {@code -Dsluice.fuzz.seconds} (30) from {@code -Dsluice.fuzz.seed}; a failure names
 * the seed of its own query.
 */
class CredentialPlaceFuzzTest {
  private static final String[] PARTS = {
    "key=1",
    "k%65y=2",
    "%6B%65%79=3",
    "key",
    "a=1",
    "a=key=1",
    "&",
    "&&",
    "=",
    "key=",
    "%",
    "%zz",
    "keys=1",
    "+key=1",
    "KEY=1",
    ";",
    "b=%26key=1",
    "é=1",
    "?key=1"
  };

  @Test
  void hidesEveryKeyThatAReaderWouldFind() {
    long seconds = Long.getLong("sluice.fuzz.seconds", 30);
    long first = Long.getLong("sluice.fuzz.seed", 20_260_101);
    System.out.println("seed " + first + ", " + seconds + " s");
    CredentialPlace place = CredentialPlace.query("key");
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    int count = 0;
    while (System.nanoTime() - end < 0) {
      long seed = first + count++;
      Random random = new Random(seed);
      StringBuilder query = new StringBuilder();
      for (int i = random.nextInt(6); i >= 0; i--) {
        query.append(query.isEmpty() || random.nextInt(4) == 0 ? "" : "&");
        query.append(PARTS[random.nextInt(PARTS.length)]);
      }
      FakeExchange exchange = new FakeExchange().query(query.toString());

      place.hide(exchange);

      String rest = exchange.forwardQuery();
      String left = rest == null ? "" : rest;
      assertThat(keys(left)).as("seed %d: %s became %s", seed, query, left).isZero();
      assertThat(others(left))
          .as("seed %d: %s became %s", seed, query, left)
          .isEqualTo(others(query.toString()));
    }
    assertThat(count).isGreaterThan(1000);
  }

  private static int keys(String query) {
    int found = 0;
    for (String pair : query.split("&", -1)) {
      found += isKey(pair) ? 1 : 0;
    }
    return found;
  }

  private static String others(String query) {
    StringBuilder all = new StringBuilder();
    for (String pair : query.split("&", -1)) {
      all.append(isKey(pair) || pair.isEmpty() ? "" : pair + "&");
    }
    return all.toString();
  }

  /** As a strict reader has it. */
  private static boolean isKey(String pair) {
    int equals = pair.indexOf('=');
    String name = equals < 0 ? pair : pair.substring(0, equals);
    try {
      return QueryStringDecoder.decodeComponent(name).equals("key");
    } catch (IllegalArgumentException malformed) {
      return false;
    }
  }
}
