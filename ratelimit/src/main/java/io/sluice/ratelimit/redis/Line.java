package io.sluice.ratelimit.redis;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One connection and the questions that are on it. The store's thread only.
 *
 * <p>Time is kept for the oldest question alone, since all have the same timeout: one timer,
 * however many are asked.
 */
final class Line implements RedisConnectionStateListener {
  private static final int FAILURES_UNTIL_LOST = 3;
  private static final String PROBE = SharedKeys.PREFIX + "probe";

  private final StatefulRedisConnection<String, String> connection;
  private final ScheduledExecutorService thread;
  private final Duration timeout;
  private final RedisStore store;
  private final ArrayDeque<Question> sent = new ArrayDeque<>();
  private boolean watching;
  private int failures;

  Line(
      StatefulRedisConnection<String, String> connection,
      ScheduledExecutorService thread,
      Duration timeout,
      RedisStore store) {
    this.connection = connection;
    this.thread = thread;
    this.timeout = timeout;
    this.store = store;
    connection.setAutoFlushCommands(false);
    connection.addListener(this);
  }

  /**
   * Brings the scripts along, and has the server decide something of no importance, with the right
   * to write that it needs.
   */
  CompletableFuture<List<Object>> probe(List<Script> scripts) {
    for (Script script : scripts) {
      connection.async().scriptLoad(script.text());
    }
    RedisFuture<List<Object>> answer =
        connection
            .async()
            .eval(
                Script.TOKEN_BUCKET.text(),
                ScriptOutputType.MULTI,
                new String[] {PROBE},
                "1",
                "1000",
                "1",
                "1");
    CompletableFuture<List<Object>> result = answer.toCompletableFuture();
    connection.flushCommands();
    ScheduledFuture<?> end =
        thread.schedule(
            () -> result.completeExceptionally(new TimeoutException(noAnswer())),
            timeout.toNanos(),
            TimeUnit.NANOSECONDS);
    result.whenComplete((decided, failure) -> end.cancel(false));
    return result;
  }

  /** To be followed by {@link #flush}. */
  void send(Question question) {
    RedisFuture<List<Object>> answer =
        connection
            .async()
            .evalsha(
                question.script().digest(),
                ScriptOutputType.MULTI,
                new String[] {question.key()},
                question.arguments());
    sent.add(question);
    answer.whenComplete((values, failure) -> replied(question, values, failure));
    watch();
  }

  void flush() {
    connection.flushCommands();
  }

  private void replied(
      Question question, @Nullable List<Object> values, @Nullable Throwable failure) {
    if (question.isOver()) {
      return;
    }
    if (values != null) {
      long[] words = words(question.script(), values);
      end(question, words);
      if (words == null) {
        failed("it answers what no script returns");
      } else {
        failures = 0;
      }
    } else if (failure instanceof RedisNoScriptException && question.expand()) {
      sendInFull(question);
    } else {
      end(question, null);
      failed(Uplink.reason(failure));
    }
  }

  /** The server was told to forget its scripts: this brings it along. */
  private void sendInFull(Question question) {
    connection
        .async()
        .<List<Object>>eval(
            question.script().text(),
            ScriptOutputType.MULTI,
            new String[] {question.key()},
            question.arguments())
        .whenComplete((values, failure) -> replied(question, values, failure));
    flush();
  }

  private void end(Question question, long @Nullable [] words) {
    if (question.end()) {
      store.finished(words != null);
      if (words != null) {
        question.reply().answered(words);
      } else {
        question.reply().failed();
      }
    }
  }

  private void failed(String reason) {
    if (++failures == FAILURES_UNTIL_LOST) {
      store.lost(this, reason);
    }
  }

  private void watch() {
    Question oldest = sent.peek();
    if (!watching && oldest != null) {
      watching = true;
      thread.schedule(this::expire, oldest.deadline() - System.nanoTime(), TimeUnit.NANOSECONDS);
    }
  }

  private void expire() {
    watching = false;
    for (Question q = sent.peek(); q != null; q = sent.peek()) {
      if (!q.isOver()) {
        if (q.deadline() - System.nanoTime() > 0) {
          break;
        }
        end(q, null);
        failed(noAnswer());
      }
      sent.poll();
    }
    watch();
  }

  private String noAnswer() {
    return "no answer within " + timeout.toMillis() + " ms";
  }

  /** All that is not answered is given up. */
  void close() {
    connection.removeListener(this);
    connection.closeAsync();
    for (Question q = sent.poll(); q != null; q = sent.poll()) {
      end(q, null);
    }
  }

  @Override
  public void onRedisDisconnected(RedisChannelHandler<?, ?> ended) {
    store.execute(() -> store.lost(this, "the connection ended"));
  }

  /** What a script has returned; null when that is nothing that it returns. */
  private static long @Nullable [] words(Script script, List<?> values) {
    if (values.size() != script.words()) {
      return null;
    }
    long[] words = new long[values.size()];
    for (int i = 0; i < words.length; i++) {
      if (!(values.get(i) instanceof Long word)) {
        return null;
      }
      words[i] = word;
    }
    return words;
  }
}
