package io.sluice.admin;

import io.sluice.gateway.api.ResponseCache;
import io.sluice.gateway.config.Plugins;
import io.sluice.gateway.observe.Figures;
import io.sluice.gateway.service.ConfigControl;
import io.sluice.gateway.service.GatewayControl;
import io.sluice.loadbalancer.Address;
import io.sluice.loadbalancer.Target;
import io.sluice.loadbalancer.group.CheckHealth;
import io.sluice.loadbalancer.group.EndpointStatus;
import io.sluice.loadbalancer.group.GroupStatus;
import io.sluice.loadbalancer.group.OperatorState;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** A gateway whose state the test sets. */
final class FakeGateway implements GatewayControl {
  volatile State state = State.READY;
  volatile Callable<String> metrics = () -> "up 1\n";
  volatile InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  /** Called before each answer about endpoints. */
  volatile Callable<?> lock = () -> "";

  /** Endpoints by upstream. */
  final SortedMap<String, List<EndpointStatus>> upstreams = new ConcurrentSkipListMap<>();

  volatile boolean panic;

  /** What routes store responses in; null = none does. */
  volatile @Nullable ResponseCache cache;

  final FakeConfig config = new FakeConfig();
  final Compiled compiled = new FakeCompiled();

  /** What has passed, of the whole. */
  volatile Callable<Figures> figures = () -> null;

  /** The same by route. */
  final Map<String, Figures> routes = new ConcurrentSkipListMap<>();

  /** An endpoint of which nothing is known but that it serves. */
  static EndpointStatus endpoint(String host, int port) {
    return endpoint(new Target(new Address(host, port)), OperatorState.NONE);
  }

  private static EndpointStatus endpoint(Target target, OperatorState word) {
    boolean serves = word == OperatorState.NONE || word == OperatorState.UP;
    return new EndpointStatus(
        target,
        serves,
        serves,
        serves ? target.weight() : 0,
        CheckHealth.UNKNOWN,
        "",
        "",
        Duration.ZERO,
        word,
        0,
        Duration.ZERO);
  }

  @Override
  public InetSocketAddress adminAddress() {
    return address;
  }

  @Override
  public void adminBound(InetSocketAddress bound) {
    address = bound;
  }

  @Override
  public State state() {
    return state;
  }

  @Override
  public String scrape() {
    return result(metrics);
  }

  private static <T> T result(Callable<T> callable) {
    try {
      return callable.call();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public long revision() {
    return 1;
  }

  @Override
  public SortedSet<String> upstreams() {
    return new TreeSet<>(upstreams.keySet());
  }

  @Override
  public @Nullable GroupStatus endpoints(String upstreamId) {
    result(lock);
    List<EndpointStatus> endpoints = upstreams.get(upstreamId);
    return endpoints == null ? null : new GroupStatus(panic, Map.of(), 0, 0, endpoints);
  }

  @Override
  public boolean operator(String upstreamId, Address endpoint, OperatorState word) {
    List<EndpointStatus> changed = new ArrayList<>();
    boolean found = false;
    for (EndpointStatus each : upstreams.getOrDefault(upstreamId, List.of())) {
      boolean meant = each.target().address().equals(endpoint);
      changed.add(meant ? endpoint(each.target(), word) : each);
      found |= meant;
    }
    if (found) {
      upstreams.put(upstreamId, changed);
    }
    return found;
  }

  /** An operator's words that are in force, by endpoint. */
  Map<String, OperatorState> words(String upstreamId) {
    Map<String, OperatorState> words = new TreeMap<>();
    for (EndpointStatus each : upstreams.getOrDefault(upstreamId, List.of())) {
      if (each.operator() != OperatorState.NONE) {
        words.put(each.target().address().toString(), each.operator());
      }
    }
    return words;
  }

  @Override
  public ConfigControl config() {
    return config;
  }

  @Override
  public Plugins plugins() {
    return FakeFilters.PLUGINS;
  }

  @Override
  public Figures figures() {
    return result(figures);
  }

  @Override
  public @Nullable Figures figures(String routeId) {
    return routes.get(routeId);
  }

  @Override
  public @Nullable ResponseCache responseCache() {
    return cache;
  }

  @Override
  public void prepareToStop() {
    state = State.DRAINING;
  }
}
