package io.sluice.ratelimit.redis;

import java.time.Duration;

/**
 * Lets each key pass once, for all gateways with the same Redis together: for what must not be used
 * twice. Any thread may ask; none waits. It holds no thread and no connection, and need not be
 * closed.
 */
public final class SharedOnce {
  private final RedisStore store;
  private final SharedKeys keys;

  /**
   * Keys of one kind.
   *
   * @param name whose keys they are; those of another name are others
   */
  public SharedOnce(RedisStore store, String name) {
    this.store = store;
    this.keys = new SharedKeys("once", name);
  }

  /**
   * Asks whether the key has not passed within {@code time}, and has it be remembered from now on:
   * of two that come at once one is the first.
   *
   * @param key of any length and content
   * @param time at least 1 ms
   * @param answer called exactly once: before this returns, on this thread, or later on the store's
   *     thread; never later than the store's timeout and what its thread is late
   */
  public void pass(String key, Duration time, Answer answer) {
    String[] arguments = {Long.toString(time.toMillis())};
    store.ask(new Question(Script.ONCE, keys.of(key), arguments, new Decided(answer)));
  }

  /** Takes the decision; it must not block, and not throw. */
  public interface Answer {
    /**
     * The store has decided.
     *
     * @param first whether it has not passed before
     */
    void passed(boolean first);

    /** The store has not decided. */
    void failed();
  }

  private record Decided(Answer answer) implements Question.Reply {
    @Override
    public void answered(long[] words) {
      answer.passed(words[0] == 1);
    }

    @Override
    public void failed() {
      answer.failed();
    }
  }
}
