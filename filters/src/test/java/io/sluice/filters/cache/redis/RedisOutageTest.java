package io.sluice.filters.cache.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.filters.cache.store.SlowTier.Found;
import io.sluice.gateway.api.Purge;
import io.sluice.gateway.testkit.Await;
import io.sluice.ratelimit.redis.RedisServerProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is told while Redis is gone, hangs or is slow, and that it goes on afterwards. */
@Timeout(120)
class RedisOutageTest {
  private final RedisServerProcess redis = RedisServerProcess.start();
  private final List<CacheNode> nodes = new ArrayList<>();

  private CacheNode up(Duration timeout) {
    CacheNode node = CacheNode.up(redis.uri(), timeout);
    nodes.add(node);
    return node;
  }

  @AfterEach
  void end() {
    nodes.forEach(CacheNode::close);
    redis.close();
  }

  @Test
  void aServerThatIsGoneHasNothingAndOneThatIsBackGoesOn() {
    CacheNode node = up(Duration.ofSeconds(2));
    node.keep("/a", "", "", "one");
    node.awaitText("/a", "", "one");
    redis.kill();
    node.await(false);
    for (int i = 0; i < 1_000; i++) {
      assertThat(node.ask("/a", "")).isCompletedWithValue(Optional.empty());
    }
    node.keep("/a", "", "", "two");
    CompletableFuture<Boolean> mine = new CompletableFuture<>();
    node.tier.lock(CacheNode.key("/a"), 1_000, mine::complete);
    assertThat(mine).isCompletedWithValue(true);
    assertThat(node.meter("up")).isZero();
    redis.restart();
    node.await(true);
    assertThat(node.text("/a", "")).isEqualTo("none");
    node.keep("/a", "", "", "three");
    node.awaitText("/a", "", "three");
    assertThat(node.meter("up")).isEqualTo(1);
  }

  @Test
  void whatAHungServerDoesNotAnswerIsNotThere() {
    CacheNode node = up(Duration.ofMillis(200));
    node.keep("/a", "", "", new byte[5 * Entry.CHUNK]);
    Await.until("it is there", () -> node.body("/a", "") != null);
    redis.pause();
    try {
      List<CompletableFuture<Optional<Found>>> asked = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        asked.add(node.ask("/a", ""));
      }
      asked.forEach(each -> assertThat(each.join()).isEmpty());
      node.await(false);
      assertThat(node.ask("/a", "")).isCompletedWithValue(Optional.empty());
      assertThat(node.meter("errors")).isPositive();
    } finally {
      redis.resume();
    }
    node.await(true);
    assertThat(node.body("/a", "")).hasSize(5 * Entry.CHUNK);
  }

  /** Answers come, only too late: they are dropped, and nothing of them stays. */
  @Test
  void aLateAnswerIsDropped() {
    CacheNode node = up(Duration.ofMillis(200));
    node.keep("/a", "", "", new byte[20 * Entry.CHUNK]);
    Await.until("it is there", () -> node.body("/a", "") != null);
    redis.command("CLIENT", "PAUSE", "1000");
    CompletableFuture<Optional<Found>> asked = node.ask("/a", "");
    assertThat(asked.join()).isEmpty();
    Await.until("it is there again", () -> node.tier.up() && node.body("/a", "") != null);
  }

  @Test
  void noMoreQuestionsThanHaveRoomAreOnTheirWay() {
    CacheNode node = up(Duration.ofSeconds(1));
    redis.pause();
    List<CompletableFuture<Optional<Found>>> asked = new ArrayList<>();
    try {
      for (int i = 0; i < 4_200; i++) {
        asked.add(node.ask("/a", ""));
      }
      assertThat(asked.subList(4_096, 4_200)).allMatch(CompletableFuture::isDone);
    } finally {
      redis.resume();
    }
    asked.forEach(each -> assertThat(each.join()).isEmpty());
  }

  @Test
  void whatIsTooMuchToBeKeptIsDroppedAndItsMemoryGivenBack() {
    CacheNode node = up(Duration.ofSeconds(1));
    redis.pause();
    try {
      for (int i = 0; i < 6; i++) {
        node.keep("/" + i, "", "", new byte[Entry.LARGEST - 4_096]);
      }
      assertThat(node.meter("dropped")).isEqualTo(2);
      Await.until("what hangs is given up", () -> node.memory.bodyBytes() == 0);
      assertThat(node.meter("dropped")).isEqualTo(6);
    } finally {
      redis.resume();
    }
    node.await(true);
    node.keep("/a", "", "", "one");
    node.awaitText("/a", "", "one");
  }

  /** Else what a client has changed would come back with the server. */
  @Test
  void whatWasRemovedWhileTheServerHungIsGoneWhenItIsBack() {
    CacheNode node = up(Duration.ofMillis(200));
    CacheNode other = up(Duration.ofSeconds(2));
    node.keep("/a", "", "", "one");
    node.keep("/b", "", "", "two");
    node.awaitText("/a", "", "one");
    node.awaitText("/b", "", "two");
    redis.pause();
    try {
      node.tier.remove(CacheNode.key("/a"));
      for (int i = 0; i < 3; i++) {
        assertThat(node.text("/b", "")).isEqualTo("none");
      }
      node.await(false);
      node.tier.remove(CacheNode.key("/b"));
    } finally {
      redis.resume();
    }
    node.await(true);
    assertThat(node.text("/a", "")).isEqualTo("none");
    assertThat(node.text("/b", "")).isEqualTo("none");
    Await.until(
        "others hear of it",
        () ->
            other.heard.contains("removed " + CacheNode.key("/a"))
                && other.heard.contains("removed " + CacheNode.key("/b")));
  }

  /** It cannot remember all of them, so it takes none for what it was. */
  @Test
  void whereTooMuchIsRemovedWhileTheServerIsGoneEverythingGoes() {
    CacheNode node = up(Duration.ofMillis(500));
    CacheNode other = up(Duration.ofSeconds(2));
    node.keep("/last", "", "", "one");
    node.awaitText("/last", "", "one");
    redis.pause();
    try {
      for (int i = 0; i < 3; i++) {
        assertThat(node.text("/last", "")).isEqualTo("none");
      }
      node.await(false);
      for (int i = 0; i < Removals.MOST; i++) {
        node.tier.remove(CacheNode.key("/" + i));
      }
      node.tier.remove(CacheNode.key("/last"));
    } finally {
      redis.resume();
    }
    node.await(true);
    assertThat(node.text("/last", "")).isEqualTo("none");
    String purged = "PREFIX / " + node.log.last();
    Await.until("others hear of it", () -> other.heard.contains(purged));
    assertThat(node.heard).contains(purged);
    assertThat(other.text("/last", "")).isEqualTo("none");
    node.keep("/last", "", "", "two");
    other.awaitText("/last", "", "two");
  }

  /** What was there before a client changed it must not come after the change. */
  @Test
  void aRemovalIsAboutWhatIsOnItsWay() {
    CacheNode node = up(Duration.ofSeconds(10));
    node.keep("/found", "", "", "one");
    node.awaitText("/found", "", "one");
    CompletableFuture<Optional<Found>> asked;
    redis.pause();
    try {
      node.keep("/kept", "", "", new byte[20 * Entry.CHUNK]); // the last ones wait for the first
      asked = node.ask("/found", "");
      node.tier.remove(CacheNode.key("/kept"));
      node.tier.remove(CacheNode.key("/found"));
    } finally {
      redis.resume();
    }
    assertThat(asked.join()).isEmpty();
    node.keep("/last", "", "", "two");
    node.awaitText("/last", "", "two");
    assertThat(node.body("/kept", "")).isNull();
    assertThat(redis.command("KEYS", "sluice:cache:e:*").lines()).hasSize(1);
  }

  @Test
  void aPurgeThatTheServerHasNotTakenFails() {
    CacheNode node = up(Duration.ofMillis(200));
    Purge purge = new Purge(Purge.By.TAG, "x", false);
    redis.pause();
    try {
      assertThat(node.tier.publish(purge).toCompletableFuture())
          .failsWithin(Duration.ofSeconds(20));
    } finally {
      redis.resume();
    }
    redis.kill();
    assertThat(node.tier.publish(purge).toCompletableFuture()).failsWithin(Duration.ofSeconds(20));
  }

  @Test
  void nothingIsLeftInTheServerWhenItIsClosed() {
    CacheNode node = up(Duration.ofSeconds(2));
    assertThat(redis.command("CLIENT", "LIST").lines().filter(l -> l.contains("name=sluice")))
        .hasSize(2);
    node.tier.close();
    Await.until("both end", () -> !redis.command("CLIENT", "LIST").contains("name=sluice"));
    assertThat(node.loops.isShuttingDown()).isFalse();
    assertThat(node.text("/a", "")).isEqualTo("none");
  }
}
