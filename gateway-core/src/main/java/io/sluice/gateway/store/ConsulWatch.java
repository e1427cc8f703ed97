package io.sluice.gateway.store;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits for one key to change, on a thread of its own. */
final class ConsulWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ConsulWatch.class);
  private static final Duration WAIT = Duration.ofSeconds(60);
  private static final long LEAST_PAUSE = 100;
  private static final long MOST_PAUSE = 5000;

  private final ConsulKv kv;
  private final String key;
  private final LongPredicate known;
  private final Consumer<@Nullable StoreException> outcome;
  private final Runnable changed;
  private final Thread thread = new Thread(this::run, "sluice-store");
  private volatile boolean closed;

  /**
   * @param known whether a value's index is known already, and nobody need hear of it
   * @param outcome is told how each question went: null when it was answered
   */
  ConsulWatch(
      ConsulKv kv,
      String key,
      LongPredicate known,
      Consumer<@Nullable StoreException> outcome,
      Runnable changed) {
    this.kv = kv;
    this.key = key;
    this.known = known;
    this.outcome = outcome;
    this.changed = changed;
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  private void run() {
    long index = 0;
    long told = -1;
    int failures = 0;
    while (!closed) {
      try {
        ConsulKv.Seen seen = kv.await(key, index, WAIT);
        outcome.accept(null);
        boolean again = failures > 0;
        failures = 0;
        if (again || (seen.valueIndex() != told && !known.test(seen.valueIndex()))) {
          tell();
        }
        told = seen.valueIndex();
        boolean nothing = seen.index() == index;
        index = seen.index() < index ? 0 : Math.max(1, seen.index()); // as Consul asks for
        if (nothing) {
          pause(LEAST_PAUSE); // whatever answers without waiting is not asked without a pause
        }
      } catch (StoreException | RuntimeException e) {
        if (!closed) {
          outcome.accept(
              e instanceof StoreException known
                  ? known
                  : new StoreException(key + ": an answer makes no sense: " + e, e));
          index = 0; // another server may answer next, which knows less
          pause(Math.min(MOST_PAUSE, LEAST_PAUSE << Math.min(failures++, 10)));
        }
      }
    }
  }

  private void tell() {
    try {
      changed.run();
    } catch (RuntimeException e) {
      LOG.warn("A change of the config in Consul was not taken", e);
    }
  }

  /** Between half of the time and all of it, so that a fleet does not ask at once. */
  private void pause(long millis) {
    try {
      Thread.sleep(millis / 2 + ThreadLocalRandom.current().nextLong(millis / 2 + 1));
    } catch (InterruptedException e) {
      closed = true;
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join(1000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
