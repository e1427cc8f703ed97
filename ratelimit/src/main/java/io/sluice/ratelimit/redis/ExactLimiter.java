package io.sluice.ratelimit.redis;

import io.sluice.ratelimit.Limiter;
import java.time.Duration;

/** Asks Redis about each decision. */
final class ExactLimiter implements SharedLimiter {
  private final RedisStore store;
  private final Script script;
  private final SharedKeys keys;
  private final long most;
  private final String[] settings;

  private ExactLimiter(
      RedisStore store, Script script, SharedKeys keys, long most, String... settings) {
    this.store = store;
    this.script = script;
    this.keys = keys;
    this.most = most;
    this.settings = settings;
  }

  static ExactLimiter tokenBucket(
      RedisStore store, String name, long count, Duration period, long burst) {
    return new ExactLimiter(
        store,
        Script.TOKEN_BUCKET,
        new SharedKeys("tb", name),
        burst,
        text(count),
        text(micros(period)),
        text(burst));
  }

  static ExactLimiter leakyBucket(
      RedisStore store, String name, long count, Duration period, long burst, Duration maxDelay) {
    double places = (double) maxDelay.toNanos() / period.toNanos() * count;
    return new ExactLimiter(
        store,
        Script.LEAKY_BUCKET,
        new SharedKeys("lb", name),
        Math.min(burst, (long) places) + 1,
        text(count),
        text(micros(period)),
        text(burst),
        text(micros(maxDelay)));
  }

  static ExactLimiter slidingWindow(RedisStore store, String name, long count, Duration period) {
    long micros = micros(period);
    return new ExactLimiter(
        store,
        Script.SLIDING_WINDOW,
        new SharedKeys("sw" + micros, name),
        count,
        text(count),
        text(micros));
  }

  @Override
  public void acquire(String key, long cost, Answer answer) {
    if (cost > most) {
      answer.decided(Limiter.NEVER, 0, 0);
      return;
    }
    String[] arguments = new String[settings.length + 1];
    System.arraycopy(settings, 0, arguments, 0, settings.length);
    arguments[settings.length] = text(cost);
    store.ask(new Question(script, keys.of(key), arguments, new Decided(answer)));
  }

  private record Decided(Answer answer) implements Question.Reply {
    @Override
    public void answered(long[] words) {
      answer.decided(words[0] * 1_000, words[1], words[2] * 1_000);
    }

    @Override
    public void failed() {
      answer.decided(STORE_FAILED, 0, 0);
    }
  }

  static long micros(Duration time) {
    return Math.max(1, time.toNanos() / 1_000);
  }

  static String text(long value) {
    return Long.toString(value);
  }
}
