package io.sluice.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.api.DiscoveryContext;
import io.sluice.gateway.api.DiscoveryFactory;
import io.sluice.gateway.api.Option;
import io.sluice.gateway.testkit.Await;
import io.sluice.gateway.testkit.StubOrigin;
import io.sluice.gateway.testkit.TestGateway;
import io.sluice.loadbalancer.Address;
import io.sluice.loadbalancer.Discovery;
import io.sluice.loadbalancer.Target;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a gateway makes of a discovery, whatever it is: here one whose lists the test tells. */
class TargetFeedTest {
  private final StubOrigin one = StubOrigin.answering(200, "one");
  private final StubOrigin two = StubOrigin.answering(200, "two");
  private final Told told = new Told();
  private @Nullable TestGateway gateway;

  @AfterEach
  void close() {
    if (gateway != null) {
      gateway.close();
    }
    one.close();
    two.close();
  }

  /** A discovery by name; lists are told by {@link #tell}. */
  private static final class Told implements DiscoveryFactory<Told.Config> {
    record Config(@Option("Which list.") String list) {}

    final Map<String, List<Target>> lists = new ConcurrentHashMap<>();
    final Map<String, Consumer<? super List<Target>>> listeners = new ConcurrentHashMap<>();
    final AtomicInteger begun = new AtomicInteger();
    final AtomicInteger closed = new AtomicInteger();

    void tell(String name, StubOrigin... origins) {
      List<Target> list =
          List.of(origins).stream().map(origin -> target("127.0.0.1", origin.port())).toList();
      lists.put(name, list);
      Consumer<? super List<Target>> listener = listeners.get(name);
      if (listener != null) {
        listener.accept(list);
      }
    }

    @Override
    public String type() {
      return "told";
    }

    @Override
    public String description() {
      return "Lists that a test tells.";
    }

    @Override
    public Class<Config> configType() {
      return Config.class;
    }

    @Override
    public Discovery create(Config config, DiscoveryContext context) {
      if (config.list().equals("broken")) {
        return listener -> {
          throw new IllegalStateException("broken");
        };
      }
      return listener -> {
        begun.incrementAndGet();
        List<Target> known = lists.get(config.list());
        if (known != null) {
          listener.accept(known);
        }
        listeners.put(config.list(), listener);
        return closed::incrementAndGet;
      };
    }
  }

  private static String config(String list, String options) {
    return """
        routes: [ { id: all, upstream: main } ]
        upstreams:
          - id: main
            discovery: { type: told, list: %s }
            %s
        """
        .formatted(list, options);
  }

  private TestGateway start(String list) {
    TestGateway started =
        TestGateway.of(config(list, "")).origins(one, two).discovery(told).start();
    gateway = started;
    return started;
  }

  private static String answer(TestGateway gateway) {
    return gateway.connect().get("/").read().text();
  }

  @Test
  void theFirstRequestFindsTheFirstList() {
    told.tell("a", one);
    assertThat(answer(start("a"))).isEqualTo("one");
  }

  @Test
  void aNewListIsServedAtOnce() {
    told.tell("a", one);
    TestGateway running = start("a");
    answer(running);
    told.tell("a", two);
    Await.until("it is served", () -> answer(running).equals("two"));
    assertThat(running.metric("sluice_discovery_targets{upstream=\"main\"}")).isEqualTo(1);
    told.tell("a");
    Await.until(
        "nobody is left", () -> "no_endpoint".equals(running.connect().get("/").read().problem()));
  }

  @Test
  void anAddressThatDoesNotExistHereCostsNoOtherTarget() {
    String nowhere = "fe80::1%nosuch0"; // of an interface that only another machine has
    told.lists.put("a", List.of(target(nowhere, 80), target("127.0.0.1", one.port())));
    TestGateway running = start("a");
    Await.until("the other is served", () -> answer(running).equals("one"));
    told.tell("a", one, two);
    Await.until("the next list is served", () -> answer(running).equals("two"));
  }

  private static Target target(String host, int port) {
    return new Target(new Address(host, port));
  }

  @Test
  void aReloadThatLeavesTheSourceAloneKeepsTheSubscription() {
    told.tell("a", one);
    TestGateway running = start("a");
    running.reload(config("a", "limits: { max_requests: 100 }"));
    assertThat(answer(running)).isEqualTo("one");
    assertThat(told.begun).hasValue(1);
    assertThat(told.closed).hasValue(0);
  }

  @Test
  void theOldTargetsServeUntilANewSourceKnowsSome() {
    told.tell("a", one);
    TestGateway running = start("a");
    running.reload(config("silent", "")); // waits for it, then goes on
    assertThat(answer(running)).isEqualTo("one");
    Await.until("the old one is ended", () -> told.closed.get() == 1);
    assertThat(answer(running)).isEqualTo("one");
    told.tell("silent", two);
    Await.until("the new list is served", () -> answer(running).equals("two"));
  }

  @Test
  void aSourceThatCannotBeginLeavesTheRestServing() {
    told.tell("a", one);
    TestGateway running = start("a");
    running.reload(config("broken", ""));
    assertThat(answer(running)).isEqualTo("one");
  }

  @Test
  void itEndsWithItsLastSnapshot() {
    told.tell("a", one);
    TestGateway running = start("a");
    running.reload("routes: [ { id: all, direct_response: { body: here } } ]");
    Await.until("it is ended", () -> told.closed.get() == 1);
    running.close();
    assertThat(told.closed).hasValue(1);
  }

  @Test
  void aCheckAsksNobody() throws Exception {
    told.tell("a", one);
    TestGateway running = start("a");
    int before = told.begun.get();
    try {
      running.reload(
          config("b", "").replace("upstream: main", "upstream: main, filters: [ { name: no } ]"));
    } catch (IllegalArgumentException expected) {
      assertThat(expected).hasMessageContaining("no");
    }
    assertThat(told.begun).hasValue(before);
    assertThat(answer(running)).isEqualTo("one");
  }
}
