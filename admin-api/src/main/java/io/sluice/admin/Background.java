package io.sluice.admin;

import io.netty.util.concurrent.DefaultThreadFactory;
import io.sluice.gateway.api.GatewayError;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where answers are made that take a while or wait for a lock. It has one thread, for one at a time
 * is enough: however many clients ask, the data plane loses at most one core. Those that wait are
 * bounded in number.
 */
final class Background implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Background.class);

  private final ThreadPoolExecutor thread;
  private final AtomicInteger places; // that are left
  private final GatewayError full;
  private final GatewayError failed;

  /** Makes an answer; may block. */
  @FunctionalInterface
  interface Slow {
    Answer answer(Call call) throws Refused;
  }

  /**
   * @param name of the thread
   * @param pending that wait behind the one that runs; one more is refused
   * @param full what it is told
   * @param failed what a client is told whose answer could not be made; the log says why
   */
  Background(String name, int pending, GatewayError full, GatewayError failed) {
    this.places = new AtomicInteger(pending + 1);
    this.full = full;
    this.failed = failed;
    this.thread =
        new ThreadPoolExecutor(
            1,
            1,
            10,
            TimeUnit.SECONDS,
            new LinkedTransferQueue<>(), // no lock: event loops offer to it
            new DefaultThreadFactory(name, true));
    thread.allowCoreThreadTimeOut(true);
  }

  /** Has this thread do it. */
  Operation.Work work(Slow slow) {
    return (call, reply) -> {
      if (!taken()) {
        reply.accept(Answer.problem(full, call.requestId()).with("retry-after", "1"));
        return;
      }
      try {
        thread.execute(
            () -> {
              Answer answer = answer(slow, call);
              places.incrementAndGet(); // before the client can come again
              reply.accept(answer);
            });
      } catch (RejectedExecutionException closed) {
        reply.accept(Answer.problem(full, call.requestId()).with("retry-after", "1"));
      }
    };
  }

  private boolean taken() {
    if (places.decrementAndGet() >= 0) {
      return true;
    }
    places.incrementAndGet();
    return false;
  }

  private Answer answer(Slow slow, Call call) {
    try {
      return slow.answer(call);
    } catch (Refused e) {
      return e.answer(call.requestId());
    } catch (Throwable e) { // Without an answer the connection would stay busy for good.
      LOG.error("admin: no answer to request {}", call.requestId(), e);
      return Answer.problem(failed, call.requestId());
    }
  }

  /** Lets what runs end by itself and forgets those that wait. */
  @Override
  public void close() {
    thread.shutdownNow();
  }
}
