package io.sluice.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.resolver.DefaultAddressResolverGroup;
import io.sluice.gateway.api.Ticker;
import io.sluice.gateway.client.PendingLimit;
import io.sluice.gateway.client.PoolSettings;
import io.sluice.gateway.observe.Metrics;
import io.sluice.gateway.observe.UpstreamMetrics;
import io.sluice.gateway.testkit.Await;
import io.sluice.loadbalancer.Address;
import io.sluice.loadbalancer.RoundRobin;
import io.sluice.loadbalancer.Scheduler;
import io.sluice.loadbalancer.Target;
import io.sluice.loadbalancer.group.EndpointGroup;
import io.sluice.loadbalancer.group.GroupSettings;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A list that comes at the very moment of a reload. */
class ListRaceTest {
  private static final List<Target> OLD = List.of(target(1));
  private static final List<Target> NEW = List.of(target(2));

  private final Queue<Runnable> planned = new ConcurrentLinkedQueue<>();
  private final AtomicReference<Runnable> whenPlanning = new AtomicReference<>(() -> {});
  private final AtomicReference<Consumer<? super List<Target>>> told = new AtomicReference<>();

  private static Target target(int port) {
    return new Target(new Address("127.0.0.1", port));
  }

  /** Runs a hook, with the lock that the planner holds, and keeps the task. */
  private void plan(Runnable task) {
    planned.add(task);
    whenPlanning.getAndSet(() -> {}).run();
  }

  private void runPlanned() {
    for (Runnable task = planned.poll(); task != null; task = planned.poll()) {
      task.run();
    }
  }

  @Test
  void theNewerListStays() throws InterruptedException {
    PoolSettings pools = new PoolSettings(0, 0, 1000);
    PendingLimit pending = new PendingLimit(0);
    GroupSettings<PooledEndpoint> settings = new GroupSettings<>(new RoundRobin());
    TargetFeed feed =
        new TargetFeed(
            "main",
            "source",
            listener -> {
              told.set(listener);
              return () -> {};
            },
            Ticker.system());
    try (Metrics metrics = new Metrics(1, Ticker.system());
        UpstreamMetrics held = metrics.upstream("main")) {
      PooledEndpoints endpoints =
          new PooledEndpoints(
              List.of(),
              NioSocketChannel::new,
              DefaultAddressResolverGroup.INSTANCE,
              pools,
              0,
              pending,
              held);
      EndpointGroup<PooledEndpoint> group =
          new EndpointGroup<>(
              "main", settings, endpoints, (nanos, task) -> planned(task), () -> 0, new Random(1));
      UpstreamRuntime runtime =
          new UpstreamRuntime(group, endpoints, pending, held, (nanos, task) -> planned(task));
      feed.open();
      told.get().accept(OLD);
      Thread reload = new Thread(() -> runtime.adopt(settings, feed, pools, 0, 0));
      // Whoever has the lock now sees the reload wait for it, with the old list in its hands.
      whenPlanning.set(
          () -> {
            reload.start();
            Await.until("it waits", () -> reload.getState() == Thread.State.BLOCKED);
            told.get().accept(NEW);
            runPlanned();
          });
      group.targets(List.of(target(3)));
      reload.join();
      runPlanned();
      assertThat(group.status().endpoints())
          .extracting(endpoint -> endpoint.target().address().port())
          .containsExactly(2);
    }
  }

  private Scheduler.Task planned(Runnable task) {
    plan(task);
    return () -> {};
  }
}
