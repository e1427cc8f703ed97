package io.sluice.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class ConcurrencyLimitTest extends LimiterContract {
  @Override
  protected Limiter limiter() {
    return new ConcurrencyLimit(13);
  }

  @Override
  protected long atOnce() {
    return 13;
  }

  @Override
  protected boolean refills() {
    return false;
  }

  @Test
  void whatEndsMakesRoom() {
    ConcurrencyLimit limit = new ConcurrencyLimit(3);
    long[] state = fresh(limit);
    assertThat(limit.acquire(state, 2, 1)).isZero();
    assertThat(limit.acquire(state, 1, 1)).isZero();
    assertThat(limit.acquire(state, 1, 1)).isNegative();
    limit.release(state, 2, 5, false, 6);
    assertThat(limit.remaining(state, 6)).isEqualTo(2);
    assertThat(limit.acquire(state, 2, 6)).isZero();
    limit.release(state, 1, 5, true, 7);
    limit.release(state, 2, -1, false, 7);
    assertThat(limit.resetNanos(state, 7)).isZero();
  }

  @Test
  void aLoweredLimitHoldsOnceEnoughHasEnded() {
    ConcurrencyLimit before = new ConcurrencyLimit(5);
    ConcurrencyLimit after = new ConcurrencyLimit(2);
    long[] state = fresh(before);
    before.acquire(state, 5, 1);
    assertThat(after.remaining(state, 1)).isZero();
    after.release(state, 3, 1, false, 2);
    assertThat(after.acquire(state, 1, 2)).isNegative();
    after.release(state, 1, 1, false, 2);
    assertThat(after.acquire(state, 1, 2)).isZero();
  }

  @Test
  void namesWhatIsOutOfRange() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ConcurrencyLimit(0))
        .withMessage("max: 0 (expected: at least 1)");
  }
}
