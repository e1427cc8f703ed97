package io.sluice.admin;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.sluice.gateway.api.GatewayControl;
import io.sluice.gateway.api.GatewayError;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The metrics, as text. A scrape of thousands of routes takes a while, so it has a thread of its
 * own, and one at a time is enough: however many clients ask, the data plane loses at most one
 * core.
 */
final class Scraper implements Resource, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Scraper.class);
  private static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";
  private static final GatewayError TOO_MANY =
      GatewayError.client(503, "too_many_scrapes").withDetail("Other scrapes are still running.");
  private static final GatewayError FAILED =
      GatewayError.gateway(500, "scrape_failed")
          .withDetail("The metrics could not be collected; the log says why.");

  private final GatewayControl control;
  private final ThreadPoolExecutor thread;

  Scraper(GatewayControl control, int pending) {
    this.control = control;
    this.thread =
        new ThreadPoolExecutor(
            1,
            1,
            10,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(pending),
            new DefaultThreadFactory("sluice-scrape", true));
    thread.allowCoreThreadTimeOut(true);
  }

  @Override
  public void get(String requestId, Consumer<Answer> reply) {
    try {
      thread.execute(() -> reply.accept(scrape(requestId)));
    } catch (RejectedExecutionException e) {
      reply.accept(Answer.problem(TOO_MANY, requestId).with("retry-after", "1"));
    }
  }

  /** Lets the running scrape end by itself and forgets those that wait. */
  @Override
  public void close() {
    thread.shutdownNow();
  }

  private Answer scrape(String requestId) {
    try {
      return Answer.of(HttpResponseStatus.OK, CONTENT_TYPE, control.scrape());
    } catch (Throwable e) { // Without an answer the connection would stay busy for good.
      LOG.error("admin: the metrics could not be collected; request {}", requestId, e);
      return Answer.problem(FAILED, requestId);
    }
  }
}
