package io.sluice.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.loadbalancer.consul.ConsulAgent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Consul is killed under load, and comes back knowing nothing. */
class ConsulOutageIT {
  /** The build has no time for the minute that is promised; by hand, 60. */
  private static final int OUTAGE_SECONDS = Integer.getInteger("sluice.outage.seconds", 8);

  /** The longest pause between two attempts of the gateway, and the second that others wait. */
  private static final long LONGEST_RETURN_MILLIS = 31_000;

  private static final String STALENESS = "sluice_discovery_staleness_seconds{upstream=\"web\"}";
  private static final String TARGETS = "sluice_discovery_targets{upstream=\"web\"}";

  @TempDir Path temp;

  @Test
  void anOutageOfConsulFailsNoRequestAndIsOverWhenConsulIsBack() throws Exception {
    try (ConsulAgent agent = ConsulAgent.start();
        OriginProcess first = new OriginProcess();
        OriginProcess second = new OriginProcess();
        OriginProcess third = new OriginProcess()) {
      agent.register("web", "first", first.port());
      agent.register("web", "second", second.port());
      try (GatewayRun gateway = GatewayRun.start(temp, ConsulConfigs.of(agent, "web"));
          Load load = Load.paced(gateway.port(), 8, 400)) {
        load.awaitAnswers(400);
        assertThat(gateway.sample(TARGETS)).isEqualTo(2);
        assertThat(gateway.sample(STALENESS)).isZero();

        agent.kill();
        List<Double> staleness = staleness(gateway);
        Figure.tell("agent dead: staleness each second, s", staleness);
        assertThat(staleness).isSorted();
        assertThat(staleness.get(staleness.size() - 1)).isGreaterThan(OUTAGE_SECONDS - 2);

        agent.run(); // no instance is registered: that is not believed
        long noticed = Patience.until("the gateway sees it", () -> gateway.sample(STALENESS) == 0);
        Figure.tell("agent dead for s", OUTAGE_SECONDS);
        Figure.tell("agent back: noticed after ms", noticed);
        assertThat(noticed).isLessThan(LONGEST_RETURN_MILLIS);
        assertThat(gateway.sample(TARGETS)).isEqualTo(2);
        load.awaitAnswers(400);

        agent.register("web", "first", first.port());
        agent.register("web", "second", second.port());
        agent.register("web", "third", third.port());
        long registered = System.nanoTime();
        long served = load.answers().awaitFirst(third, registered);
        Figure.tell("agent back and noticed: new instance serves after ms", served);
        assertThat(served).isLessThan(1000);
        assertThat(gateway.sample(TARGETS)).isEqualTo(3);

        load.endWithoutFailure("outage");
        gateway.stop();
      }
    }
  }

  private static List<Double> staleness(GatewayRun gateway) throws Exception {
    List<Double> all = new ArrayList<>();
    for (int i = 0; i < OUTAGE_SECONDS; i++) {
      TimeUnit.SECONDS.sleep(1);
      all.add(Math.round(gateway.sample(STALENESS) * 10) / 10.0);
    }
    return all;
  }
}
