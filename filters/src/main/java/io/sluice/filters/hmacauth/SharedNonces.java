package io.sluice.filters.hmacauth;

import io.sluice.ratelimit.redis.SharedOnce;
import java.time.Duration;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** The nonces that all gateways with the same Redis have seen. */
final class SharedNonces implements Nonces {
  private final SharedOnce once;
  private final Duration time;
  private final @Nullable Nonces local;

  /**
   * @param time how long a signature counts
   * @param local what decides while Redis does not; it is told of all nonces that come here, so
   *     that none of those passes again then; null: nothing does
   */
  SharedNonces(SharedOnce once, Duration time, @Nullable Nonces local) {
    this.once = once;
    this.time = time;
    this.local = local;
  }

  @Override
  public void see(String keyId, String nonce, long nowSeconds, Answer answer) {
    if (local == null) {
      ask(keyId, nonce, Sight.UNKNOWN, answer);
    } else {
      local.see(
          keyId,
          nonce,
          nowSeconds,
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
        HexFormat.of().formatHex(LocalNonces.digest(keyId, nonce)),
        time,
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
