package io.sluice.loadbalancer;

import java.util.List;
import java.util.function.Consumer;

/**
 * Knows the targets of one upstream and says when they change.
 *
 * <p>To its listener, a discovery tells the whole list each time: immutable, every address once, in
 * an order that stays the same while the targets do. It may call from any thread, also during
 * {@link #subscribe}, but never two calls at once, and none that begins after {@link
 * Subscription#close()} has returned. It stays silent while it knows nothing, and while its source
 * is down: the last list holds. An empty list says that there really are no targets.
 */
public interface Discovery {

  /**
   * Begins to watch. Each subscription stands for itself.
   *
   * @param listener must neither block nor throw
   */
  Subscription subscribe(Consumer<? super List<Target>> listener);

  /** One listener's interest. */
  @FunctionalInterface
  interface Subscription extends AutoCloseable {

    /** Ends it and frees what it holds; a second call does nothing. */
    @Override
    void close();

    /** How well the targets are known now. Any thread. */
    default SourceStatus status() {
      return SourceStatus.FRESH;
    }
  }
}
