package io.sluice.gateway.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.FilterContext;
import io.sluice.gateway.api.FilterFactory;
import io.sluice.gateway.api.Kept;
import io.sluice.gateway.boot.Gateway;
import io.sluice.gateway.config.ConfigLoader;
import io.sluice.gateway.config.Format;
import io.sluice.gateway.config.OutsideChecks;
import io.sluice.gateway.config.Plugins;
import io.sluice.gateway.document.BoundDocument;
import io.sluice.gateway.testkit.Await;
import io.sluice.gateway.testkit.FixedFilter;
import io.sluice.gateway.testkit.RawClient;
import io.sluice.gateway.testkit.StubOrigin;
import io.sluice.gateway.testkit.TestGateway;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What filters keep over configs lives as long as a config that has it, and no longer. */
class KeepTest {
  static final String YAML =
      """
      routes:
        - { id: one, match: { path: { prefix: /one } }, upstream: origin, filters: [ %s ] }
        - { id: two, match: { path: { prefix: /two } }, upstream: origin, filters: [ %s ] }
      upstreams:
        - { id: origin, targets: [ { address: "${origin}" } ] }
      """;
  private static final String SHARED = "{ name: shared }";
  private static final String OWN = "{ name: own }";
  private static final String BROKEN = "{ name: broken }";

  private final CountDownLatch go = new CountDownLatch(1);
  private final List<Thing> made = new CopyOnWriteArrayList<>();
  private final List<Thing> given = new CopyOnWriteArrayList<>();
  private final StubOrigin origin = StubOrigin.answering(200, "ok");
  private final List<FilterFactory<?>> filters =
      List.of(
          FixedFilter.made("shared", keeping(context -> "shared")),
          FixedFilter.made("own", keeping(FilterContext::routeId)),
          FixedFilter.made(
              "broken",
              context -> {
                Filter filter = keeping(c -> "broken").apply(context);
                if (context.routeId().equals("two")) { // when it is compiled, not when it is read
                  throw new IllegalArgumentException("no (expected: yes)");
                }
                return filter;
              }));
  private final TestGateway gateway = start();

  private record Id(String name) {}

  private static final class Thing implements Kept {
    private final String name;
    private final AtomicInteger adopted = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();

    Thing(String name) {
      this.name = name;
    }

    @Override
    public void adopted() {
      adopted.incrementAndGet();
    }

    @Override
    public void close() {
      closed.incrementAndGet();
    }

    @Override
    public String toString() {
      return name + " adopted " + adopted + " closed " + closed;
    }
  }

  private Function<FilterContext, Filter> keeping(Function<FilterContext, String> identity) {
    return context -> {
      String name = identity.apply(context);
      given.add(
          context.keep(
              new Id(name),
              () -> {
                Thing thing = new Thing(name);
                made.add(thing);
                return thing;
              }));
      return new Filter() {};
    };
  }

  private TestGateway start() {
    TestGateway.Builder setup = TestGateway.of(YAML.formatted(SHARED, SHARED)).origins(origin);
    filters.forEach(setup::filter);
    return setup.start();
  }

  private void reload(String ofOne, String ofTwo) {
    gateway.reload(YAML.formatted(ofOne, ofTwo));
  }

  @AfterEach
  void close() {
    go.countDown();
    gateway.close();
    origin.close();
    assertThat(known()).allMatch(thing -> thing.closed.get() == 1, "closed once");
  }

  /** Those that came into the gateway: what reads a config tries its filters with things too. */
  private List<Thing> known() {
    return made.stream().filter(thing -> thing.adopted.get() + thing.closed.get() > 0).toList();
  }

  private void assertThings(String... all) {
    Await.until(
        String.join(", ", all) + " are the things, not " + made,
        () -> known().stream().map(Thing::toString).toList().equals(List.of(all)));
  }

  @Test
  void routesThatNameTheSameShareIt() {
    assertThings("shared adopted 1 closed 0");
    assertThat(given.subList(given.size() - 2, given.size())).containsOnly(known().get(0));
  }

  @Test
  void routesThatNameTheirOwnDoNot() {
    reload(OWN, OWN);
    assertThings("shared adopted 1 closed 1", "one adopted 1 closed 0", "two adopted 1 closed 0");
  }

  @Test
  void everyConfigGetsTheSame() {
    reload(SHARED, OWN);
    reload(OWN, SHARED);
    assertThat(given.get(given.size() - 1)).isEqualTo(known().get(0));
    assertThings("shared adopted 2 closed 0", "two adopted 1 closed 1", "one adopted 1 closed 0");
  }

  @Test
  void whatNoConfigHasAnyMoreIsMadeAnew() {
    reload("", "");
    assertThings("shared adopted 1 closed 1");
    reload(SHARED, "");
    assertThings("shared adopted 1 closed 1", "shared adopted 1 closed 0");
  }

  @Test
  void aRefusedConfigClosesWhatItHasMadeAlone() {
    assertThatThrownBy(() -> reload(SHARED + ", " + OWN, BROKEN)).hasMessageContaining("no (");
    assertThings(
        "shared adopted 1 closed 0", "one adopted 0 closed 1", "broken adopted 0 closed 1");
    reload(SHARED, OWN);
    assertThat(known().get(0).toString()).isEqualTo("shared adopted 1 closed 0");
  }

  @Test
  void soDoesAConfigThatCompilesAndCannotRun() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String listeners =
          "listeners: [ { id: http, bind: \"127.0.0.1:" + taken.getLocalPort() + "\" } ]\n";
      assertThatThrownBy(() -> gateway.reload(listeners + YAML.formatted(SHARED, OWN)))
          .hasMessageContaining(String.valueOf(taken.getLocalPort()));
    }
    assertThings("shared adopted 1 closed 0", "two adopted 0 closed 1");
  }

  @Test
  void itIsClosedAfterTheLastExchangeOfTheLastConfigThatHasIt() {
    origin.answer(
        (request, connection) -> {
          Await.open(go);
          connection.answer(200, "late");
        });
    RawClient client = gateway.connect().get("/one");
    Await.until("it is asked", () -> origin.requests().size() == 1);
    reload(SHARED, "");
    reload("", "");
    assertThat(gateway.connect().get("/none").read().status()).isEqualTo(404);
    assertThings("shared adopted 1 closed 0");
    go.countDown();
    assertThat(client.read().text()).isEqualTo("late");
    assertThings("shared adopted 1 closed 1");
  }

  @Test
  void aCheckStartsNothing() throws Exception {
    String yaml = YAML.formatted(SHARED, OWN).replace("${origin}", origin.address());
    Plugins plugins = new Plugins(filters, List.of(), List.of());
    Gateway.check(
        BoundDocument.of(
            "listeners: [ { id: http, bind: \"127.0.0.1:0\" } ]\n" + yaml,
            Format.YAML,
            new ConfigLoader(plugins, name -> null, OutsideChecks.NONE)));
    assertThings("shared adopted 1 closed 0");
  }
}
