package io.sluice.ratelimit.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that answers what no script returns has failed like one that is silent. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class NonsenseTest {
  /** So long that nobody was helped by waiting for its end. */
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private static final Duration HOUR = Duration.ofHours(1);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*0\r\n",
        "*1\r\n:0\r\n",
        "*2\r\n:0\r\n:1\r\n",
        "*3\r\n:0\r\n$3\r\nfoo\r\n:0\r\n",
        "*3\r\n:0\r\n$-1\r\n:0\r\n",
        "*4\r\n:0\r\n:0\r\n:0\r\n:0\r\n",
      })
  void everyQuestionIsAnsweredAndTheStoreIsLeft(String reply) {
    try (NonsenseServer server = new NonsenseServer(reply);
        Node node = Node.of(server.uri(), TIMEOUT)) {
      node.awaitUp(true);
      SharedLimiter exact = SharedLimiter.tokenBucket(node.store, "exact", 1, HOUR, 10);
      SharedLimiter leased =
          SharedLimiter.leasedTokenBucket(node.store, "leased", 1, HOUR, 10, 100);
      assertThat(Node.decide(exact, "k", 1).outcome()).isEqualTo(SharedLimiter.STORE_FAILED);
      assertThat(Node.decide(leased, "k", 1).outcome()).isEqualTo(SharedLimiter.STORE_FAILED);
      assertThat(Node.decide(exact, "k", 1).outcome()).isEqualTo(SharedLimiter.STORE_FAILED);
      assertThat(node.store.failed()).isEqualTo(3);
    }
  }
}
