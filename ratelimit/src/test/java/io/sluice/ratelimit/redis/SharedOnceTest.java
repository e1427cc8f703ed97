package io.sluice.ratelimit.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class SharedOnceTest {
  private static final Duration LONG = Duration.ofMinutes(5);

  private final RedisServerProcess redis = RedisServerProcess.start();

  @AfterEach
  void close() {
    redis.close();
  }

  private static CompletableFuture<String> ask(SharedOnce once, String key, Duration time) {
    CompletableFuture<String> decision = new CompletableFuture<>();
    once.pass(
        key,
        time,
        new SharedOnce.Answer() {
          @Override
          public void passed(boolean first) {
            decision.complete(first ? "first" : "again");
          }

          @Override
          public void failed() {
            decision.complete("failed");
          }
        });
    return decision;
  }

  @Test
  void keyPassesOnceThroughWhicheverGateway() throws Exception {
    try (Node one = Node.up(redis);
        Node other = Node.up(redis)) {
      SharedOnce here = new SharedOnce(one.store, "nonces");
      SharedOnce there = new SharedOnce(other.store, "nonces");
      assertThat(ask(here, "k", LONG).get()).isEqualTo("first");
      assertThat(ask(there, "k", LONG).get()).isEqualTo("again");
      assertThat(ask(there, "x".repeat(1000), LONG).get()).isEqualTo("first");
      assertThat(ask(here, "x".repeat(1000), LONG).get()).isEqualTo("again");
      assertThat(ask(new SharedOnce(one.store, "other"), "k", LONG).get()).isEqualTo("first");
    }
  }

  @Test
  void ofManyThatComeAtOnceOneIsTheFirst() throws Exception {
    try (Node one = Node.up(redis);
        Node other = Node.up(redis)) {
      List<CompletableFuture<String>> decisions = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        decisions.add(ask(new SharedOnce((i % 2 == 0 ? one : other).store, "n"), "k", LONG));
      }
      int first = 0;
      for (CompletableFuture<String> decision : decisions) {
        first += decision.get().equals("first") ? 1 : 0;
      }
      assertThat(first).isEqualTo(1);
    }
  }

  @Test
  void keyIsForgottenWhenItsTimeIsUp() throws Exception {
    try (Node node = Node.up(redis)) {
      SharedOnce once = new SharedOnce(node.store, "n");
      assertThat(ask(once, "k", Duration.ofMillis(1)).get()).isEqualTo("first");
      while (ask(once, "k", Duration.ofMillis(1)).get().equals("again")) {
        Thread.onSpinWait();
      }
      assertThat(ask(once, "j", LONG).get()).isEqualTo("first");
      assertThat(redis.command("PTTL", "sluice:rl:once:=n:=j").strip()).doesNotContain("-");
    }
  }

  @Test
  void nobodyPassesWhileTheServerIsGone() throws Exception {
    try (Node node = Node.up(redis)) {
      redis.kill();
      node.awaitUp(false);
      assertThat(ask(new SharedOnce(node.store, "n"), "k", LONG).get()).isEqualTo("failed");
    }
  }
}
