package io.sluice.filters.cache.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.filters.cache.store.CacheKey;
import io.sluice.filters.cache.store.PurgeLog.Verdict;
import io.sluice.gateway.api.Purge;
import io.sluice.gateway.api.Purge.By;
import io.sluice.gateway.testkit.Await;
import io.sluice.ratelimit.redis.RedisServerProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What gateways hear of each other, and that they miss nothing. */
@Timeout(120)
class PurgeStreamTest {
  private static final String PURGES = "sluice:cache:purges";
  private static final String REMOVALS = "sluice:cache:removals";

  /** Fills a stream with entries that say nothing: as many as {@code ARGV[1]}. */
  private static final String FILL =
      "for i = 1, ARGV[1] do redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[2], '*',"
          + " 'x', 'y') end";

  private final RedisServerProcess redis = RedisServerProcess.start();
  private final Cable cable = new Cable(redis.port());
  private final List<CacheNode> nodes = new ArrayList<>();
  private final CacheNode one = up(redis.uri());
  private final CacheNode other = up(cable.uri());

  private CacheNode up(String uri) {
    CacheNode node = CacheNode.up(uri);
    nodes.add(node);
    return node;
  }

  @AfterEach
  void end() {
    nodes.forEach(CacheNode::close);
    cable.close();
    redis.close();
  }

  private static long publish(CacheNode node, Purge purge) {
    return node.tier.publish(purge).toCompletableFuture().join();
  }

  private static Purge hard(String path) {
    return new Purge(By.KEY, path, false);
  }

  private static Verdict judge(CacheNode node, String path, long askedAfter) {
    return node.log.judge(CacheNode.key(path), List.of(), askedAfter);
  }

  private static void awaitHeard(CacheNode node, String what) {
    Await.until("it hears: " + what, () -> node.heard.contains(what));
  }

  @Test
  void aPurgeIsHeardByAllWithOneNumber() {
    long number = publish(one, hard("/a"));
    assertThat(one.log.last()).isEqualTo(number);
    assertThat(judge(one, "/a", number - 1)).isEqualTo(Verdict.GONE);
    awaitHeard(other, "KEY /a " + number);
    assertThat(other.log.last()).isEqualTo(number);
    assertThat(judge(other, "/a", number - 1)).isEqualTo(Verdict.GONE);
    long next = publish(other, new Purge(By.PREFIX, "a/\u00e9 b", true));
    assertThat(next).isGreaterThan(number);
    awaitHeard(one, "PREFIX a/\u00e9 b soft " + next);
    assertThat(one.heard).hasSize(1); // not its own
  }

  @Test
  void numbersAreApartHoweverFastTheyCome() {
    List<Long> numbers = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      numbers.add(publish(i % 2 == 0 ? one : other, hard("/" + i)));
    }
    assertThat(numbers).isSorted().doesNotHaveDuplicates();
    awaitHeard(other, "KEY /198 " + numbers.get(198));
    awaitHeard(one, "KEY /199 " + numbers.get(199));
    assertThat(one.log.last()).isEqualTo(other.log.last());
  }

  @Test
  void aNumberIsHigherThanAllThatTheGatewayKnows() {
    long ahead = System.currentTimeMillis() + 3_600_000;
    one.log.learn(ahead, hard("/b"));
    assertThat(publish(one, hard("/a"))).isEqualTo(ahead + 1);
    assertThat(publish(other, hard("/c"))).isEqualTo(ahead + 2);
  }

  @Test
  void whatIsSaidWhileAGatewayIsCutOffIsHeardAfterwards() {
    cable.cut();
    other.await(false);
    long number = publish(one, hard("/a"));
    one.tier.remove(CacheNode.key("/b"));
    one.keep("/c", "", "", "x");
    one.awaitText("/c", "", "x");
    assertThat(other.heard).isEmpty();
    assertThat(other.text("/c", "")).isEqualTo("none"); // who knows whether it is purged
    cable.mend();
    other.await(true);
    assertThat(other.heard).containsExactly("KEY /a " + number, "removed " + CacheNode.key("/b"));
    assertThat(other.text("/c", "")).isEqualTo("x");
  }

  @Test
  void whoHasMissedPurgesDoubtsAllThatWasBefore() {
    long before = publish(one, hard("/a"));
    awaitHeard(other, "KEY /a " + before);
    cable.cut();
    other.await(false);
    redis.command("EVAL", FILL, "1", PURGES, "11000", Integer.toString(PurgeStream.MOST_PURGES));
    cable.mend();
    other.await(true);
    assertThat(other.heard).contains("missed");
    assertThat(judge(other, "/b", before)).isEqualTo(Verdict.GONE);
    assertThat(judge(other, "/b", other.log.last())).isEqualTo(Verdict.VALID);
    assertThat(one.heard).doesNotContain("missed");
    assertThat(judge(one, "/b", before)).isEqualTo(Verdict.VALID);
  }

  @Test
  void whoHasMissedRemovalsIsTold() {
    one.tier.remove(CacheNode.key("/a"));
    awaitHeard(other, "removed " + CacheNode.key("/a"));
    cable.cut();
    other.await(false);
    redis.command("EVAL", FILL, "1", REMOVALS, "2000", Integer.toString(PurgeStream.MOST_REMOVALS));
    cable.mend();
    other.await(true);
    assertThat(other.heard).contains("missed");
    assertThat(one.heard).doesNotContain("missed");
  }

  @Test
  void aRemovalIsHeardByOthersAlone() {
    String odd = "/\u00e9?a=b|c";
    one.tier.remove(CacheNode.key(odd));
    CacheKey last = CacheNode.key("/last");
    other.tier.remove(last);
    awaitHeard(other, "removed " + CacheNode.key(odd));
    awaitHeard(one, "removed " + last);
    assertThat(one.heard).hasSize(1);
    assertThat(other.heard).hasSize(1);
  }

  @Test
  void aGatewayThatStartsKnowsWhatWasPurgedBefore() {
    one.keep("/a", "", "", "x");
    one.awaitText("/a", "", "x");
    long number = publish(other, hard("/a"));
    one.tier.remove(CacheNode.key("/b"));
    CacheNode late = up(redis.uri());
    assertThat(late.log.last()).isEqualTo(number);
    assertThat(late.text("/a", "")).isEqualTo("none");
    assertThat(late.heard).containsExactly("KEY /a " + number); // it has nothing to remove
  }

  @Test
  void aGatewayThatStartsDoubtsWhatIsOlderThanTheStream() {
    one.keep("/a", "", "", "x");
    one.awaitText("/a", "", "x");
    redis.command("EVAL", FILL, "1", PURGES, "11000", Integer.toString(PurgeStream.MOST_PURGES));
    CacheNode late = up(redis.uri());
    assertThat(late.text("/a", "")).isEqualTo("none");
    assertThat(one.text("/a", "")).isEqualTo("x");
  }

  @Test
  void aServerThatWasEmptiedGoesOn() {
    long first = publish(one, hard("/a"));
    redis.kill();
    one.await(false);
    redis.restart();
    one.await(true);
    other.await(true);
    long second = publish(one, hard("/b"));
    assertThat(second).isGreaterThan(first);
    awaitHeard(other, "KEY /b " + second);
    redis.command("FLUSHALL"); // without an end of the connection
    long third = publish(one, hard("/c"));
    awaitHeard(other, "KEY /c " + third);
    assertThat(other.heard).doesNotContain("missed");
  }

  @Test
  void whatIsForeignInAStreamIsPassedOver() {
    redis.command("XADD", PURGES, "*", "x", "y");
    redis.command("XADD", PURGES, "*", "by", "MOON", "value", "x", "soft", "true", "node", "n");
    redis.command("XADD", REMOVALS, "*", "x", "y");
    for (String key : List.of("x", "", "1:r", "1:r5:https1:a-999999999999:/", "1:r-2147483647:x")) {
      redis.command("XADD", REMOVALS, "*", "key", key, "node", "n");
    }
    redis.command("XADD", REMOVALS, "*", "key", CacheNode.key("/b").text(), "node", "n");
    long number = publish(one, hard("/a"));
    awaitHeard(other, "KEY /a " + number);
    awaitHeard(other, "removed " + CacheNode.key("/b"));
    assertThat(other.heard).hasSize(2);
  }

  /** No number that anybody could count on, so it is passed over, and what follows is heard. */
  @Test
  void anEntryOfAnotherTimeIsPassedOver() {
    String latest = "18446744073709551615-0";
    redis.command("XADD", REMOVALS, latest, "key", CacheNode.key("/b").text(), "node", "n");
    awaitHeard(other, "removed " + CacheNode.key("/b"));
    long number = publish(one, hard("/a"));
    awaitHeard(other, "KEY /a " + number);
    cable.cut();
    other.await(false);
    cable.mend();
    other.await(true);
  }

  /** Nothing is served then that might have been purged. */
  @Test
  void whereTheStreamIsSomethingElseTheTierIsDown() {
    redis.command("SET", PURGES, "x");
    other.await(false);
    assertThat(one.tier.publish(hard("/a")).toCompletableFuture())
        .failsWithin(Duration.ofSeconds(20));
    redis.command("DEL", PURGES);
    other.await(true);
    one.await(true);
    long number = publish(one, hard("/b"));
    awaitHeard(other, "KEY /b " + number);
  }
}
