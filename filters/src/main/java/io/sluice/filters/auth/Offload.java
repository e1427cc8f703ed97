package io.sluice.filters.auth;

import io.netty.util.concurrent.DefaultThreadFactory;
import io.sluice.gateway.api.Authentication;
import io.sluice.gateway.api.Authentication.Refused;
import io.sluice.gateway.api.Authenticator.Later;
import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.api.FilterContext;
import io.sluice.gateway.api.GatewayError;
import io.sluice.gateway.api.Kept;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Threads for what takes longer than an event loop may wait, cryptography above all: one pool of
 * each sort in a gateway, over all configs, with half as many threads as there are cores, so that
 * whoever floods it leaves the other half to the event loops. What waits is bounded; one more is
 * refused.
 */
public final class Offload implements Kept {
  private static final Logger LOG = LoggerFactory.getLogger(Offload.class);

  private static final Refused FULL =
      new Refused(
          GatewayError.gateway(503, "auth_overloaded")
              .withDetail("Too many credentials wait to be verified."),
          null);
  private static final Refused FAILED = new Refused(GatewayError.INTERNAL, null);

  /** What is done there. */
  public enum Work {
    /** Some 0.1 ms each. */
    SIGNATURES(4096),
    /** Some 100 ms each, by design. */
    PASSWORDS(64);

    private final int waiting;

    Work(int waiting) {
      this.waiting = waiting;
    }
  }

  /** Equal for all filters of a gateway. */
  private record Identity(Work work) {}

  private final ThreadPoolExecutor threads;
  private final AtomicInteger places; // that are left

  private Offload(Work work) {
    int count = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    this.places = new AtomicInteger(work.waiting + count);
    this.threads =
        new ThreadPoolExecutor(
            count,
            count,
            10,
            TimeUnit.SECONDS,
            new LinkedTransferQueue<>(), // no lock: event loops offer to it
            new DefaultThreadFactory("sluice-" + work.name().toLowerCase(Locale.ROOT), true),
            (task, closed) -> { // the JDK's own looks at the pool, which takes a lock
              throw new RejectedExecutionException();
            });
    threads.allowCoreThreadTimeOut(true);
  }

  /** For a factory: the pool of the context's gateway. */
  public static Offload of(FilterContext context, Work work) {
    return context.keep(new Identity(work), () -> new Offload(work));
  }

  /**
   * Has a thread do it. To be called on the exchange's executor.
   *
   * @param later hears what comes of it, on the exchange's executor
   * @param work may take its time; must not touch the exchange; what it throws is a 500
   * @return {@link Authentication#PENDING}, or a refusal when too many wait
   */
  public Authentication run(Exchange exchange, Later later, Callable<Authentication> work) {
    CompletableFuture<Authentication> found = submit(work);
    return found == null ? full() : tell(exchange, later, found);
  }

  /**
   * Has a thread do it; never waits.
   *
   * @return completes there, with what {@code work} has thrown too; null when too many wait
   */
  public <T> @Nullable CompletableFuture<T> submit(Callable<T> work) {
    if (places.decrementAndGet() < 0) {
      places.incrementAndGet();
      return null;
    }
    CompletableFuture<T> result = new CompletableFuture<>();
    try {
      threads.execute(
          () -> {
            try {
              T done = work.call();
              places.incrementAndGet();
              result.complete(done);
            } catch (Throwable e) {
              places.incrementAndGet();
              result.completeExceptionally(e);
            }
          });
      return result;
    } catch (RejectedExecutionException closed) {
      places.incrementAndGet();
      return null;
    }
  }

  /** Has {@code later} hear of it on the exchange's executor. */
  public static Authentication tell(
      Exchange exchange, Later later, CompletableFuture<? extends Authentication> found) {
    found.whenComplete(
        (result, failed) -> {
          if (failed != null) {
            LOG.error("credentials could not be verified", failed);
          }
          Authentication told = failed == null ? result : FAILED;
          exchange.executor().execute(() -> later.found(exchange, told));
        });
    return Authentication.PENDING;
  }

  /** The refusal for one who is too many. */
  public static Authentication full() {
    return FULL;
  }

  /** What waits is still done: it may hold something that it gives back. */
  @Override
  public void close() {
    threads.shutdown();
  }
}
