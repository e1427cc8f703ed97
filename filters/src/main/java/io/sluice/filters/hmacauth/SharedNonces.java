package io.sluice.filters.hmacauth;

import io.sluice.ratelimit.redis.SharedOnce;
import java.time.Duration;

/** The nonces that all gateways with the same Redis have seen. */
final class SharedNonces implements Nonces {
  private final SharedOnce once;
  private final LocalNonces local;
  private final boolean decidesAlone;

  /**
   * @param local knows how long signatures count
   * @param decidesAlone whether that decides while Redis does not; then it is told of all nonces
   *     that come here, so that none of those passes again
   */
  SharedNonces(SharedOnce once, LocalNonces local, boolean decidesAlone) {
    this.once = once;
    this.local = local;
    this.decidesAlone = decidesAlone;
  }

  @Override
  public void see(String keyId, String nonce, Answer answer) {
    if (!decidesAlone) {
      ask(keyId, nonce, Sight.UNKNOWN, answer);
    } else {
      local.see(
          keyId,
          nonce,
          sight -> {
            if (sight == Sight.AGAIN) {
              answer.seen(sight);
            } else {
              ask(keyId, nonce, sight, answer);
            }
          });
    }
  }

  private void ask(String keyId, String nonce, Sight otherwise, Answer answer) {
    once.pass(
        LocalNonces.digest(keyId, nonce).hex(),
        Duration.ofSeconds(local.seconds()),
        new SharedOnce.Answer() {
          @Override
          public void passed(boolean first) {
            answer.seen(first ? Sight.FIRST : Sight.AGAIN);
          }

          @Override
          public void failed() {
            answer.seen(otherwise);
          }
        });
  }
}
