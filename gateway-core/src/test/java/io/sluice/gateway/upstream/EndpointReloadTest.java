package io.sluice.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testkit.Await;
import io.sluice.gateway.testkit.StubOrigin;
import io.sluice.gateway.testkit.TestGateway;
import io.sluice.loadbalancer.group.EndpointStatus;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Another config for an upstream: what its endpoints keep. */
class EndpointReloadTest {
  private static final String OUTLIERS = "outlier_detection: { consecutive_5xx: 2 }";

  private final StubOrigin one = StubOrigin.answering(200, "one");
  private final StubOrigin two = StubOrigin.answering(200, "two");
  private final TestGateway gateway =
      TestGateway.start(config("{ address: \"${origin}\" }", ""), one, two);

  @AfterEach
  void close() {
    gateway.close();
    one.close();
    two.close();
  }

  private static String config(String targets, String options) {
    return """
        routes: [ { id: all, upstream: main } ]
        upstreams:
          - id: main
            targets: [ %s ]
            %s
        """
        .formatted(targets, options);
  }

  private String answer() {
    return gateway.connect().get("/").read().text();
  }

  private EndpointStatus first() {
    return Objects.requireNonNull(gateway.gateway().endpoints("main")).endpoints().get(0);
  }

  @Test
  void connectionsOfEndpointsThatStayStay() {
    answer();
    gateway.reload(
        config("{ address: \"${origin}\", weight: 2 }, { address: \"${origin2}\" }", ""));
    for (int i = 0; i < 6; i++) {
      answer();
    }
    assertThat(one.connections()).isEqualTo(1);
    assertThat(two.connections()).isEqualTo(1);
  }

  @Test
  void soDoTheyWhenTheirSettingsChange() {
    answer();
    gateway.reload(
        config(
            "{ address: \"${origin}\" }",
            "connection_pool: { idle_timeout: 5s, max_connections: 7 }, timeouts: { connect: 3s }"
                .replace(", timeouts", "\n    timeouts")));
    answer();
    assertThat(one.connections()).isEqualTo(1);
  }

  @Test
  void ejectionsAndLatenciesStay() {
    String both = "{ address: \"${origin}\" }, { address: \"${origin2}\" }";
    answer();
    gateway.reload(config(both, OUTLIERS));
    one.answer((request, connection) -> connection.answer(500, "broken"));
    for (int i = 0; i < 4; i++) {
      answer();
    }
    Await.until("it is ejected", () -> !first().ejectedFor().isEmpty());
    long latency = first().latency().toNanos();
    assertThat(latency).isPositive();
    gateway.reload(config(both.replace(" }", ", weight: 9 }"), OUTLIERS));
    assertThat(first().ejectedFor()).isEqualTo("consecutive_5xx");
    assertThat(first().latency().toNanos()).isPositive().isLessThanOrEqualTo(latency);
    assertThat(answer()).isEqualTo("two");
  }

  @Test
  void whoIsGoneLosesItsIdleConnections() {
    answer();
    assertThat(one.openConnections()).isEqualTo(1);
    gateway.reload(config("{ address: \"${origin2}\" }", ""));
    assertThat(answer()).isEqualTo("two");
    Await.until("they are closed", () -> one.openConnections() == 0);
  }

  @Test
  void aRefusedConfigChangesNothing() {
    answer();
    try {
      gateway.reload(config("{ address: \"${origin2}\" }, { address: \"no-such.invalid:1\" }", ""));
    } catch (IllegalArgumentException expected) {
      assertThat(expected).hasMessageContaining("no-such.invalid");
    }
    assertThat(answer()).isEqualTo("one");
    assertThat(one.connections()).isEqualTo(1);
  }
}
