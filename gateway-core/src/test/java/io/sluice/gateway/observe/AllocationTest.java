package io.sluice.gateway.observe;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.sluice.gateway.api.Ticker;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** The request path pays no allocation for its metrics. */
class AllocationTest {
  private static final int CALLS = 100_000;
  private static final int[] STATUSES = {200, 404, 503, 0, 418};

  @Test
  void countingAllocatesNothing() {
    try (Metrics metrics = new Metrics(2, Ticker.system())) {
      RouteMetrics route = metrics.route("users", "v1");
      UpstreamMetrics upstream = metrics.upstream("v1");
      count(route, upstream);
      count(route, upstream);

      long before = allocated();
      long nothing = allocated() - before;
      before = allocated();
      count(route, upstream);
      assertThat(allocated() - before - nothing).isZero();
    }
  }

  private static void count(RouteMetrics route, UpstreamMetrics upstream) {
    for (int i = 0; i < CALLS; i++) {
      route.started(0);
      upstream.connectionReused(0);
      upstream.completed(0, i * 1_000L);
      upstream.connectionIdle(0);
      route.completed(0, STATUSES[i % STATUSES.length], i * 1_000L);
      route.localReply(1, i % 2 == 0 ? "rate_limited" : "no_endpoint");
    }
  }

  private static long allocated() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    return threads.getThreadAllocatedBytes(Thread.currentThread().getId());
  }
}
