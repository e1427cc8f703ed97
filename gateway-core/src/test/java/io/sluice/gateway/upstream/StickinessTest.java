package io.sluice.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.Verdict;
import io.sluice.gateway.testkit.FixedFilter;
import io.sluice.gateway.testkit.StubOrigin;
import io.sluice.gateway.testkit.TestGateway;
import io.sluice.loadbalancer.BalancerSettings;
import io.sluice.loadbalancer.Endpoint;
import io.sluice.loadbalancer.LoadBalancer;
import io.sluice.loadbalancer.LoadBalancerFactory;
import io.sluice.loadbalancer.Maglev;
import io.sluice.loadbalancer.Target;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code hash_on}: requests that are alike meet the same endpoint. */
class StickinessTest {
  private final StubOrigin one = StubOrigin.answering(200, "one");
  private final StubOrigin two = StubOrigin.answering(200, "two");
  private final StubOrigin three = StubOrigin.answering(200, "three");

  @AfterEach
  void close() {
    one.close();
    two.close();
    three.close();
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "ring_hash | source: header, name: x-user   | /    | X-User: %s",
        "maglev    | source: header, name: x-user   | /    | X-User: %s",
        "ring_hash | source: cookie, name: session  | /    | Cookie: a=1; session=%s",
        "ring_hash | source: query, name: id        | /?id=%s | X: y",
        "ring_hash | source: path                   | /p%s | X: y",
        "ring_hash | source: header, name: x-none, fallback: { source: query, name: id } | /?id=%s"
            + " | X: y",
        "ring_hash | source: consumer, fallback: { source: path } | /p%s | X: y",
      })
  void equalValuesMeetTheSameEndpointAndOthersAreSpread(
      String policy, String source, String target, String field) {
    try (TestGateway gateway = start(policy, source)) {
      Set<String> met = new TreeSet<>();
      for (int value = 0; value < 30; value++) {
        String with = Integer.toString(value);
        met.add(same(i -> ask(gateway, target.formatted(with), field.formatted(with))));
      }
      assertThat(met).containsExactly("one", "three", "two");
    }
  }

  @ParameterizedTest
  @CsvSource({"ring_hash", "maglev"})
  void oneClientMeetsOneEndpoint(String policy) {
    try (TestGateway gateway = start(policy, "source: client_ip")) {
      same(i -> ask(gateway, "/" + i, "X-User: " + i));
    }
  }

  @ParameterizedTest
  @CsvSource({"ring_hash", "maglev"})
  void withoutTheValueRequestsAreSpread(String policy) {
    try (TestGateway gateway = start(policy, "source: header, name: x-user")) {
      Set<String> met = new TreeSet<>();
      for (int i = 0; i < 60; i++) {
        met.add(ask(gateway, "/", "X: y"));
      }
      assertThat(met).containsExactly("one", "three", "two");
    }
  }

  /** A policy of a plugin, which hashes. */
  private record Sticky(LoadBalancerFactory real) implements LoadBalancerFactory {
    @Override
    public String policy() {
      return "sticky";
    }

    @Override
    public boolean hashes() {
      return true;
    }

    @Override
    public <E extends Endpoint> LoadBalancer<E> create(
        List<E> endpoints, List<Target> targets, BalancerSettings settings) {
      return real.create(endpoints, targets, settings);
    }
  }

  @Test
  void aPluginsPolicyIsToldTheSameForEqualValues() {
    try (TestGateway gateway = start("sticky", "source: query, name: id")) {
      Set<String> met = new TreeSet<>();
      for (int value = 0; value < 30; value++) {
        String target = "/?id=" + value;
        met.add(same(i -> ask(gateway, target, "X: y")));
      }
      assertThat(met).containsExactly("one", "three", "two");
    }
  }

  @ParameterizedTest
  @CsvSource({"ring_hash", "maglev"})
  void whatAFilterSpreadsMeetsSeveralForOneValue(String policy) {
    Filter spread =
        new Filter() {
          @Override
          public Verdict onRequest(Exchange exchange) {
            exchange.spread(exchange.path().equals("/hot") ? 3 : 1);
            return Verdict.CONTINUE;
          }
        };
    String yaml =
        """
        routes: [ { id: all, upstream: main, filters: [ { name: spread } ] } ]
        upstreams:
          - id: main
            targets: [ { address: "${origin}" }, { address: "${origin2}" }, { address: "${origin3}" } ]
            load_balancer: { policy: %s, hash_on: { source: header, name: x-user } }
        """
            .formatted(policy);
    try (TestGateway gateway =
        TestGateway.of(yaml)
            .filter(FixedFilter.of("spread", spread))
            .origins(one, two, three)
            .start()) {
      same(i -> ask(gateway, "/", "X-User: a"));
      Set<String> met = new TreeSet<>();
      for (int value = 0; value < 8; value++) { // three ways may lead to one endpoint
        String field = "X-User: " + value;
        for (int i = 0; i < 20; i++) {
          met.add(value + ask(gateway, "/hot", field));
        }
      }
      assertThat(met).hasSizeGreaterThan(8);
    }
  }

  private TestGateway start(String policy, String source) {
    String yaml =
        """
        routes: [ { id: all, upstream: main } ]
        upstreams:
          - id: main
            targets: [ { address: "${origin}" }, { address: "${origin2}" }, { address: "${origin3}" } ]
            load_balancer: { policy: %s, hash_on: { %s } }
        """
            .formatted(policy, source);
    return TestGateway.of(yaml).policy(new Sticky(new Maglev())).origins(one, two, three).start();
  }

  private static String same(IntFunction<String> ask) {
    String first = ask.apply(0);
    for (int i = 1; i < 4; i++) {
      assertThat(ask.apply(i)).isEqualTo(first);
    }
    return first;
  }

  private static String ask(TestGateway gateway, String target, String field) {
    return gateway
        .connect()
        .send("GET " + target + " HTTP/1.1\r\nHost: a\r\n" + field + "\r\n\r\n")
        .read()
        .text();
  }
}
