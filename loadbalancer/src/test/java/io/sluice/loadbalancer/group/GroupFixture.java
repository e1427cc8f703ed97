package io.sluice.loadbalancer.group;

import io.sluice.loadbalancer.Address;
import io.sluice.loadbalancer.BalancerSettings;
import io.sluice.loadbalancer.Endpoint;
import io.sluice.loadbalancer.ManualScheduler;
import io.sluice.loadbalancer.RoundRobin;
import io.sluice.loadbalancer.Scheduler;
import io.sluice.loadbalancer.Selection;
import io.sluice.loadbalancer.Target;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A group whose time, checks and endpoints the test owns. Endpoints are known by their ports. */
final class GroupFixture implements EndpointGroup.Lifecycle<Endpoint>, Prober<Endpoint>, Selection {
  final ManualScheduler time = new ManualScheduler();
  final List<Integer> opened = new ArrayList<>();
  final List<Integer> closed = new ArrayList<>();
  final Map<Integer, Consumer<ProbeResult>> asked = new LinkedHashMap<>();
  final Map<Integer, Endpoint> endpoints = new TreeMap<>();

  /** What checks find at once, by port; without an entry a check waits for the test. */
  final Map<Integer, ProbeResult> finds = new TreeMap<>();

  /** A port of which there can be no endpoint. */
  int impossible = -1;

  /** Whether what is cancelled runs still: it was due, and waited for the lock. */
  boolean cancelsTooLate;

  long slowStart;
  int panicThreshold;
  String zone = "";
  @Nullable CheckSettings<Endpoint> checks;
  @Nullable OutlierSettings outliers;
  final EndpointGroup<Endpoint> group =
      new EndpointGroup<>("test", settings(), this, this::after, time::nowNanos, new Random(42));

  private Scheduler.Task after(long nanos, Runnable task) {
    Scheduler.Task planned = time.after(nanos, task);
    return () -> {
      if (!cancelsTooLate) {
        planned.cancel();
      }
    };
  }

  GroupSettings<Endpoint> settings() {
    return new GroupSettings<>(
        new RoundRobin(),
        BalancerSettings.DEFAULT,
        slowStart,
        panicThreshold,
        zone,
        checks,
        outliers);
  }

  void checkEach(long seconds) {
    checks = new CheckSettings<>(this, TimeUnit.SECONDS.toNanos(seconds), 2, 3);
  }

  void detect(int consecutive, int connects, int percent) {
    long second = TimeUnit.SECONDS.toNanos(1);
    outliers =
        new OutlierSettings(
            consecutive, connects, 10 * second, 30 * second, 300 * second, percent, 0, 5, 100);
  }

  /** Applies the fixture's settings with these targets. */
  void start(Target... targets) {
    group.apply(settings(), () -> List.of(targets));
    settle();
  }

  static Target target(int port) {
    return target(port, 1);
  }

  static Target target(int port, int weight) {
    return new Target(new Address("10.0.0.1", port), weight);
  }

  static Target reserve(int port) {
    return new Target(new Address("10.0.0.1", port), 1, 1, "", Map.of());
  }

  static Target in(String zone, int port) {
    return new Target(new Address("10.0.0.1", port), 1, zone, Map.of());
  }

  /** Runs what is due now. */
  void settle() {
    time.pass(0, TimeUnit.NANOSECONDS);
  }

  void pass(long seconds) {
    time.pass(seconds, TimeUnit.SECONDS);
  }

  Endpoint endpoint(int port) {
    Endpoint found = endpoints.get(port);
    if (found == null) {
      throw new IllegalArgumentException("no endpoint " + port);
    }
    return found;
  }

  EndpointStatus status(int port) {
    return group.status().endpoints().stream()
        .filter(e -> e.target().address().port() == port)
        .findFirst()
        .orElseThrow();
  }

  /** How often each is chosen in so many selections. */
  Map<Integer, Integer> shares(int selections) {
    Map<Integer, Integer> shares = new TreeMap<>();
    for (int i = 0; i < selections; i++) {
      Endpoint chosen = group.select(this);
      shares.merge(chosen == null ? -1 : chosen.target().address().port(), 1, Integer::sum);
    }
    return shares;
  }

  @Override
  public Endpoint open(Target target) {
    if (target.address().port() == impossible) {
      throw new IllegalArgumentException(target.address() + " (expected: an address that exists)");
    }
    Endpoint endpoint = new Endpoint(target);
    opened.add(target.address().port());
    endpoints.put(target.address().port(), endpoint);
    return endpoint;
  }

  @Override
  public void close(Endpoint endpoint) {
    closed.add(endpoint.target().address().port());
  }

  @Override
  public void probe(Endpoint endpoint, Consumer<ProbeResult> result) {
    int port = endpoint.target().address().port();
    ProbeResult found = finds.get(port);
    if (found == null) {
      asked.put(port, result);
    } else {
      result.accept(found);
    }
  }

  @Override
  public long nowNanos() {
    return time.nowNanos();
  }

  @Override
  public long hash() {
    return 0;
  }

  @Override
  public boolean excluded(Endpoint endpoint) {
    return false;
  }
}
