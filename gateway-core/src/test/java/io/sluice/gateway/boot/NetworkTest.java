package io.sluice.gateway.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.FilterContext;
import io.sluice.gateway.api.Kept;
import io.sluice.gateway.api.Network;
import io.sluice.gateway.testkit.FixedFilter;
import io.sluice.gateway.testkit.TestGateway;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a filter's thing knows of where clients connect. */
class NetworkTest {
  private static final String ROUTES =
      "routes: [ { id: all, direct_response: { status: 200 }, filters: [ { name: looks } ] } ]\n";
  private static final String ONE = "{ id: one, bind: \"127.0.0.1:0\" }";
  private static final String TWO = "{ id: two, bind: \"[::1]:0\" }";

  private final AtomicReference<Network> network = new AtomicReference<>();
  private final AtomicReference<List<InetSocketAddress>> atFirst = new AtomicReference<>();
  private final TestGateway gateway =
      TestGateway.of(ROUTES + listeners(ONE + ", " + TWO))
          .filter(FixedFilter.made("looks", this::looking))
          .start();

  private record Id() {}

  private Filter looking(FilterContext context) {
    context.keep(
        new Id(),
        () ->
            new Kept() {
              @Override
              public void adopted() {
                network.compareAndSet(null, context.network());
                atFirst.compareAndSet(null, network.get().listeners());
              }
            });
    return new Filter() {};
  }

  private static String listeners(String all) {
    return "listeners: [ " + all + " ]\n";
  }

  private List<InetSocketAddress> now() {
    return network.get().listeners();
  }

  @AfterEach
  void close() {
    gateway.close();
  }

  @Test
  void listenersAreKnownAsBoundAndInOrderOnceTheGatewayAccepts() {
    assertThat(atFirst.get()).isEmpty();
    InetSocketAddress one = gateway.gateway().address("one");
    assertThat(one.getPort()).isPositive();
    assertThat(now()).containsExactly(one, gateway.gateway().address("two"));
  }

  @Test
  void theyAreThoseOfTheRunningConfig() {
    InetSocketAddress one = gateway.gateway().address("one");
    gateway.reload(ROUTES + listeners(TWO + ", " + ONE));
    assertThat(now()).containsExactly(gateway.gateway().address("two"), one);
    gateway.reload(ROUTES + listeners(ONE));
    assertThat(now()).containsExactly(one);
  }

  @Test
  void oneThatDrainsAcceptsNowhere() {
    gateway.drain();
    assertThat(now()).isEmpty();
  }
}
