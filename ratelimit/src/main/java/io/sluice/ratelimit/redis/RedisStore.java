package io.sluice.ratelimit.redis;

import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way to one Redis: questions go out over one connection, pipelined, and each is answered or
 * given up within the timeout. When the server fails, questions are given up at once, and one
 * attempt after another to reach it goes on until it decides again.
 *
 * <p>All of that happens on one thread, the one of the connection: Lettuce takes a lock for each
 * command, which is free as long as nobody else comes. Other threads hand their questions over
 * through a queue without locks; what has gathered there is written with one flush.
 *
 * <p>When the connection ends, or three questions in a row fail, the store is down. Its connection
 * is closed, a hung one too: no late answer and no queue is left of it. A new one must first decide
 * something itself; a server that is full or still loads its data stays down.
 */
public final class RedisStore implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RedisStore.class);

  /** Read with this class, by who makes a store: an event loop must not read resources. */
  private static final List<Script> SCRIPTS = List.of(Script.values());

  /** How many questions may be on their way; with the timeout of 50 ms that is 300,000 a second. */
  private static final int MOST_OPEN = 16_384;

  private final Uplink<Line> uplink;
  private final Duration timeout;
  // any thread
  private final ConcurrentLinkedQueue<Question> inbox = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean draining = new AtomicBoolean();
  private final AtomicInteger open = new AtomicInteger();
  private final LongAdder asked = new LongAdder();
  private final LongAdder failed = new LongAdder();

  /**
   * Down until it is started.
   *
   * @param name of the server for the log: its host and port, without the password
   * @param timeout for one answer
   */
  public RedisStore(String name, Duration timeout) {
    this.uplink = new Uplink<>(name, LOG);
    this.timeout = timeout;
  }

  /**
   * Begins to connect; until that is done the store is down. To be called once.
   *
   * @param thread on which the connection lives: its event loop. It is not shut down
   * @param connector makes a connection, or fails, in bounded time; called on {@code thread}, which
   *     must not wait
   */
  public void start(
      ScheduledExecutorService thread,
      Supplier<? extends CompletionStage<StatefulRedisConnection<String, String>>> connector) {
    uplink.start(thread, new Lines(this, thread, connector));
  }

  /** How lines are made: one brings the scripts along and must have decided something. */
  private record Lines(
      RedisStore store,
      ScheduledExecutorService thread,
      Supplier<? extends CompletionStage<StatefulRedisConnection<String, String>>> connector)
      implements Uplink.Way<Line> {

    @Override
    public CompletionStage<Line> open() {
      return connector.get().thenComposeAsync(this::probed, thread);
    }

    private CompletionStage<Line> probed(StatefulRedisConnection<String, String> connection) {
      Line candidate = new Line(connection, thread, store.timeout, store);
      return candidate
          .probe(SCRIPTS)
          .whenComplete(
              (decided, refused) -> {
                if (refused != null) {
                  candidate.close();
                }
              })
          .thenApply(decided -> candidate);
    }

    @Override
    public void close(Line line) {
      line.close();
    }
  }

  /** Ends the connection; what is asked from now on fails. Does not wait. */
  @Override
  public void close() {
    uplink.close();
  }

  /** Whether the server decides. */
  public boolean up() {
    return uplink.up();
  }

  /** How many questions went out to the server so far. */
  public long asked() {
    return asked.sum();
  }

  /** How many questions were not answered: errors, timeouts, and all while it was down. */
  public long failed() {
    return failed.sum();
  }

  /** Runs it where questions are answered; false when that thread has ended, or not begun. */
  boolean execute(Runnable task) {
    return uplink.execute(task);
  }

  /** Any thread. The reply comes on this thread or on the store's. */
  void ask(Question question) {
    if (!up() || open.get() >= MOST_OPEN) {
      countFailure();
      question.reply().failed();
      return;
    }
    asked.increment();
    open.incrementAndGet();
    question.giveUpAt(System.nanoTime() + timeout.toNanos());
    inbox.add(question);
    if (!draining.getAndSet(true) && !execute(this::drain)) {
      draining.set(false);
      send(null);
    }
  }

  private void drain() {
    // before the first poll: what comes after it asks for another turn
    draining.set(false);
    send(uplink.current());
  }

  private void send(@Nullable Line to) {
    for (Question q = inbox.poll(); q != null; q = inbox.poll()) {
      if (to == null) {
        finished(false);
        q.reply().failed();
      } else {
        to.send(q);
      }
    }
    if (to != null) {
      to.flush();
    }
  }

  /** What would have been a question, had the store been up. */
  void countFailure() {
    failed.increment();
  }

  /** A question is over. */
  void finished(boolean answered) {
    open.decrementAndGet();
    if (!answered) {
      failed.increment();
    }
  }

  /** A line has failed: the store is down, unless it was left already. */
  void lost(Line failed, String reason) {
    uplink.lost(failed, reason);
  }
}
