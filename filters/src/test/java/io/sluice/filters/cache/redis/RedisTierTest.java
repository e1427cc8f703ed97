package io.sluice.filters.cache.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.filters.cache.store.SlowTier.Found;
import io.sluice.filters.cache.store.StoredResponse;
import io.sluice.gateway.api.Purge;
import io.sluice.gateway.http.WireHeaders;
import io.sluice.gateway.testkit.Await;
import io.sluice.gateway.testkit.BlockCheck;
import io.sluice.ratelimit.redis.RedisServerProcess;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is kept and found while Redis is well, whatever stands in it. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class RedisTierTest {
  private static final String ALL = "sluice:cache:*";
  private static final int CHUNK = Entry.CHUNK;

  private static RedisServerProcess redis;

  private CacheNode one;
  private CacheNode other;

  @BeforeAll
  static void start() {
    assertThat(BlockCheck.isInstalled()).isTrue();
    redis = RedisServerProcess.start();
  }

  @AfterAll
  static void stop() {
    redis.close();
  }

  @BeforeEach
  void connect() {
    redis.command("FLUSHALL");
    one = CacheNode.up(redis.uri());
    other = CacheNode.up(redis.uri());
  }

  @AfterEach
  void end() {
    one.close();
    other.close();
  }

  private static List<String> keys(String pattern) {
    return redis.command("KEYS", pattern).lines().filter(line -> !line.isEmpty()).toList();
  }

  private static byte[] noise(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  private static byte[] words(int length) {
    Random random = new Random(length);
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) ('a' + random.nextInt(3));
    }
    return bytes;
  }

  /** Keeps it and returns what the other one finds, to be released. */
  private Found passed(String path, String lines, byte[] body) {
    one.keep(path, "", lines, body);
    Found[] found = {null};
    Await.until(
        "it is there",
        () -> {
          found[0] = other.found(path, "");
          return found[0] != null;
        });
    return Objects.requireNonNull(found[0]);
  }

  @ParameterizedTest(name = "{0} of {1}")
  @CsvSource({
    "0, text/plain",
    "1, text/plain",
    "1023, text/plain",
    "1024, text/plain",
    "65535, image/png",
    "65536, image/png",
    "65537, image/png",
    "1048576, image/png",
    "1000000, application/json",
    "8388608, image/png",
    "8388608, text/html",
  })
  void whatOneKeepsTheOtherFinds(int length, String type) {
    String lines = "Content-Type: " + type + "|Cache-Tag: x, y|Cache-Control: max-age=60|A: 1|a: 2";
    byte[] body = type.startsWith("image") ? noise(length) : words(length);
    long purge = one.log.add(new Purge(Purge.By.TAG, "z", false));
    Found found = passed("/a", lines, body);
    StoredResponse response = found.response();
    try {
      assertThat(response.status()).isEqualTo(203);
      assertThat(response.fieldLines("a")).containsExactly("1", "2");
      assertThat(response.tags()).containsExactly("x", "y");
      assertThat(response.askedAfter()).isEqualTo(purge);
      assertThat(response.freshness().initialAge()).isEqualTo(1_000);
      assertThat(response.freshness().lifetime()).isEqualTo(CacheNode.MINUTE);
      assertThat(found.keptFor()).isPositive().isLessThanOrEqualTo(CacheNode.MINUTE);
      assertThat(Arrays.equals(CacheNode.bytes(response), body)).isTrue();
    } finally {
      response.release();
    }
    assertThat(other.text("/b", "")).isEqualTo("none");
    keys("sluice:cache:[eb]:*")
        .forEach(
            key ->
                assertThat(Long.parseLong(redis.command("PTTL", key)))
                    .as(key)
                    .isBetween(0L, CacheNode.MINUTE));
  }

  @Test
  void whatIsTooLargeOrForNobodyElseIsNotKept() {
    one.keep("/a", "", "", noise(Entry.LARGEST + 1));
    one.keep("/b", "", "Vary: *", "x");
    StoredResponse late = one.response("", new byte[1]);
    one.tier.keep(CacheNode.key("/c"), new WireHeaders(), late, 0);
    late.release();
    passed("/d", "", new byte[1]).response().release();
    assertThat(keys("sluice:cache:[eb]:*")).hasSize(1);
  }

  @ParameterizedTest(name = "{0}: {2}")
  @CsvSource({
    "Content-Type: text/css, 5000, true",
    "Content-Type: Image/SVG+XML, 5000, true",
    "Content-Type: application/json; charset=utf-8, 5000, true",
    "Content-Type: application/javascript, 5000, true",
    "Content-Type: text/css|Content-Encoding: gzip, 5000, false",
    "Content-Type: image/png, 5000, false",
    "A: b, 5000, false",
    "Content-Type: text/css, 1000, false",
  })
  void textIsPacked(String lines, int length, boolean packed) {
    passed("/a", lines, words(length)).response().release();
    int stored = Integer.parseInt(redis.command("STRLEN", keys("sluice:cache:e:*").get(0)));
    assertThat(stored < length).isEqualTo(packed);
  }

  @Test
  void whatDoesNotGetSmallerIsKeptAsItIs() {
    passed("/a", "Content-Type: text/plain", noise(5000)).response().release();
    int stored = Integer.parseInt(redis.command("STRLEN", keys("sluice:cache:e:*").get(0)));
    assertThat(stored).isGreaterThan(5000);
    assertThat(Arrays.equals(other.body("/a", ""), noise(5000))).isTrue();
  }

  @Test
  void eachVariantIsForTheRequestsThatItWasChosenBy() {
    one.keep("/a", "Accept: x", "Vary: Accept", "of x");
    other.awaitText("/a", "Accept: x", "of x");
    other.keep("/a", "Accept: y", "Vary: Accept", "of y");
    one.awaitText("/a", "Accept: y", "of y");
    assertThat(one.text("/a", "Accept: x")).isEqualTo("of x");
    assertThat(one.text("/a", "Accept: z")).isEqualTo("none");
    one.keep("/a", "B: 1", "Vary: B", "of 1");
    other.awaitText("/a", "B: 1", "of 1");
    assertThat(one.text("/a", "Accept: x")).isEqualTo("none");
    one.keep("/a", "", "", "of all");
    other.awaitText("/a", "Accept: x", "of all");
    one.tier.remove(CacheNode.key("/a"));
    other.awaitText("/a", "", "none");
  }

  @Test
  void versionsOfAnAddressAreApartAndGoTogether() {
    one.keep("/a#1", "", "", "of 1");
    other.awaitText("/a#1", "", "of 1");
    other.keep("/a#2", "", "", "of 2");
    one.awaitText("/a#2", "", "of 2");
    assertThat(one.text("/a#1", "")).isEqualTo("of 1");
    assertThat(one.text("/a#3", "")).isEqualTo("none");
    assertThat(one.text("/a", "")).isEqualTo("none");
    one.tier.remove(CacheNode.key("/a#3"));
    other.awaitText("/a#1", "", "none");
    assertThat(other.text("/a#2", "")).isEqualTo("none");
    one.keep("/a#1", "", "", "again");
    other.awaitText("/a#1", "", "again");
    assertThat(other.text("/a#2", "")).isEqualTo("none");
  }

  /** One that was put there has no version, and so is for nobody who has one. */
  @Test
  void anEntryAtThePlaceOfAnAddressIsNoneForAVersion() {
    one.keep("/a", "", "", "of all");
    other.awaitText("/a", "", "of all");
    assertThat(other.text("/a#1", "")).isEqualTo("none");
  }

  @Test
  void chunksGoWithTheirEntry() {
    byte[] large = noise(3 * CHUNK + 1);
    passed("/a", "", large).response().release();
    List<String> first = keys("sluice:cache:b:*");
    assertThat(first).hasSize(4);
    one.keep("/a", "", "", words(2 * CHUNK));
    Await.until(
        "the old ones go", () -> keys("sluice:cache:b:*").stream().noneMatch(first::contains));
    assertThat(keys("sluice:cache:b:*")).hasSize(2);
    assertThat(Arrays.equals(other.body("/a", ""), words(2 * CHUNK))).isTrue();
    other.tier.remove(CacheNode.key("/a"));
    Await.until("all go", () -> keys("sluice:cache:[eb]:*").isEmpty());
  }

  @Test
  void whereAChunkIsMissingNothingIs() {
    passed("/a", "", noise(3 * CHUNK)).response().release();
    String chunk = keys("sluice:cache:b:*:1").get(0);
    redis.command("RENAME", chunk, "x");
    assertThat(other.body("/a", "")).isNull();
    redis.command("RENAME", "x", chunk);
    assertThat(other.body("/a", "")).isNotNull();
    redis.command("APPEND", chunk, "x");
    assertThat(other.body("/a", "")).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Content-Type: text/plain"})
  void noByteMayBeAnother(String lines) {
    byte[] body = words(1500);
    passed("/a", lines, body).response().release();
    String key = keys("sluice:cache:e:*").get(0);
    int length = Integer.parseInt(redis.command("STRLEN", key));
    String flip =
        "local v = redis.call('GET', KEYS[1]); local i = tonumber(ARGV[1]);"
            + " redis.call('SET', KEYS[1], v:sub(1, i) .."
            + " string.char(bit.bxor(v:byte(i + 1), tonumber(ARGV[2]))) .. v:sub(i + 2))";
    int served = 0;
    for (int i = 0; i < length; i++) {
      String bit = Integer.toString(1 << i % 8);
      redis.command("EVAL", flip, "1", key, Integer.toString(i), bit);
      byte[] found = other.body("/a", "");
      if (found != null) {
        served++;
        assertThat(Arrays.equals(found, body)).as("byte " + i).isTrue();
      }
      redis.command("EVAL", flip, "1", key, Integer.toString(i), bit);
    }
    assertThat(served).isEqualTo(8); // the version, of which there are no chunks
    assertThat(Arrays.equals(other.body("/a", ""), body)).isTrue();
  }

  @Test
  void noByteOfAChunkMayBeAnother() {
    passed("/a", "", noise(2 * CHUNK)).response().release();
    for (String key : keys("sluice:cache:b:*")) {
      for (int at : new int[] {0, 1, 777, CHUNK - 1}) {
        String old = redis.command("EVAL", BYTE_AT, "1", key, Integer.toString(at));
        String flipped = Integer.toString(Integer.parseInt(old) ^ 1);
        redis.command("EVAL", SET_BYTE, "1", key, Integer.toString(at), flipped);
        assertThat(other.body("/a", "")).as(key + " at " + at).isNull();
        redis.command("EVAL", SET_BYTE, "1", key, Integer.toString(at), old);
        assertThat(other.body("/a", "")).isNotNull();
      }
    }
  }

  private static final String BYTE_AT =
      "return redis.call('GETRANGE', KEYS[1], ARGV[1], ARGV[1]):byte(1)";
  private static final String SET_BYTE =
      "return redis.call('SETRANGE', KEYS[1], ARGV[1], string.char(tonumber(ARGV[2])))";

  @Test
  void theEntryOfAnotherKeyIsNone() {
    passed("/a", "", words(10)).response().release();
    String first = keys("sluice:cache:e:*").get(0);
    passed("/b", "", words(20)).response().release();
    String second =
        keys("sluice:cache:e:*").stream().filter(key -> !key.equals(first)).findFirst().get();
    redis.command("RENAME", first, second);
    assertThat(other.body("/b", "")).isNull();
  }

  /** One that was put there must not get in for who did not ask for it. */
  @Test
  void aVariantAtThePlaceOfAKeyIsNone() {
    one.keep("/a", "Accept: x", "Vary: Accept", "of x");
    other.awaitText("/a", "Accept: x", "of x");
    for (String key : keys("sluice:cache:e:*")) {
      for (String to : keys("sluice:cache:e:*")) {
        if (!key.equals(to)) {
          redis.command(
              "EVAL", "redis.call('SET', KEYS[1], redis.call('GET', KEYS[2]))", "2", to, key);
        }
      }
    }
    assertThat(other.text("/a", "Accept: x")).isEqualTo("none");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"RPUSH k x", "HSET k x y", "SADD k x", "ZADD k 1 x", "XADD k * x y", "SET k x"})
  void whatIsForeignIsNoneAndIsReplaced(String command) {
    passed("/a", "", noise(2 * CHUNK)).response().release();
    for (String key : keys("sluice:cache:[eb]:*")) {
      redis.command("DEL", key);
      redis.command(command.replace(" k ", " " + key + " ").split(" "));
      assertThat(other.body("/a", "")).as(key).isNull();
    }
    one.keep("/a", "", "", "again");
    other.awaitText("/a", "", "again");
    assertThat(one.tier.up()).isTrue();
    assertThat(one.meter("errors")).isZero();
  }

  @Test
  void whatIsPurgedIsNotFound() {
    one.keep("/a", "", "Cache-Tag: x", "one");
    one.keep("/b", "", "Cache-Tag: y", "two");
    other.awaitText("/a", "", "one");
    other.awaitText("/b", "", "two");
    other.log.add(new Purge(Purge.By.KEY, "/a", false));
    other.log.add(new Purge(Purge.By.TAG, "y", true));
    assertThat(other.text("/a", "")).isEqualTo("none");
    Found stale = Objects.requireNonNull(other.found("/b", ""));
    assertThat(stale.response().freshness().left(System.currentTimeMillis())).isNotPositive();
    stale.response().release();
    other.keep("/a", "", "", "new");
    other.awaitText("/a", "", "new");
  }

  @Test
  void oneGatewayAtATimeHasTheLock() {
    assertThat(lock(one, "/a", 60_000)).isTrue();
    assertThat(lock(other, "/a", 60_000)).isFalse();
    assertThat(lock(other, "/b", 60_000)).isTrue();
    other.tier.unlock(CacheNode.key("/a")); // which is not its own
    assertThat(lock(other, "/a", 60_000)).isFalse();
    one.tier.unlock(CacheNode.key("/a"));
    Await.until("it is free", () -> lock(other, "/a", 1));
    Await.until("it ends by itself", () -> lock(one, "/a", 60_000));
  }

  private static boolean lock(CacheNode node, String path, long millis) {
    CompletableFuture<Boolean> mine = new CompletableFuture<>();
    node.tier.lock(CacheNode.key(path), millis, mine::complete);
    return mine.join();
  }

  @Test
  void showsItsStateAndTakesItAway() {
    assertThat(one.meter("up")).isEqualTo(1);
    assertThat(one.meter("dropped")).isZero();
    one.tier.close();
    assertThat(one.meters.getMeters()).isEmpty();
  }

  @Test
  void startsNothingBeforeAConfigWithItRuns() {
    CacheNode checked = CacheNode.of(redis.uri(), Duration.ofSeconds(1));
    assertThat(checked.text("/a", "")).isEqualTo("none");
    checked.keep("/a", "", "", "x");
    checked.tier.remove(CacheNode.key("/a"));
    assertThat(lock(checked, "/a", 1)).isTrue();
    assertThat(checked.tier.publish(new Purge(Purge.By.TAG, "x", false)).toCompletableFuture())
        .isCompletedExceptionally();
    assertThat(checked.meters.getMeters()).isEmpty();
    checked.close();
    assertThat(keys(ALL)).isEmpty();
  }
}
