package io.sluice.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One of three healthy origins dies under load. */
class EjectionIT {
  private static final int PER_SECOND = 2000;
  private static final String EJECTIONS = "sluice_ejections_total{";

  @TempDir Path temp;

  @Test
  void anOriginThatIsKilledFailsNoGetIsEjectedAndReturnsByItself() throws Exception {
    try (OriginProcess one = new OriginProcess();
        OriginProcess two = new OriginProcess();
        OriginProcess dies = new OriginProcess()) {
      String config =
          """
          routes: [ { id: all, upstream: origins, retry: {} } ]
          upstreams:
            - id: origins
              targets:
                - { address: "127.0.0.1:%d" }
                - { address: "127.0.0.1:%d" }
                - { address: "127.0.0.1:%d" }
              outlier_detection: { base_ejection_time: 2s, interval: 1s }
          """
              .formatted(one.port(), two.port(), dies.port());
      Launcher launcher = Launcher.built().with("SLUICE_JAVA_OPTS", "-XX:+UseSerialGC -Xmx256m");
      try (GatewayRun gateway = GatewayRun.start(temp, launcher, config);
          Load load = Load.paced(gateway.port(), 32, PER_SECOND)) {
        load.awaitAnswers(3 * PER_SECOND); // to be warm; some may have been behind until now
        String healthy = healthy(dies);
        assertThat(gateway.sample(healthy)).isEqualTo(1);
        assertThat(gateway.sample(EJECTIONS)).isZero();

        long before = load.answered();
        dies.kill();
        long killed = System.nanoTime();
        long ejected = Patience.until("it is ejected", () -> gateway.sample(EJECTIONS) > 0);
        Figure.tell("origin killed: ejected within ms, as metrics show", ejected);
        assertThat(gateway.sample(healthy)).isZero();
        assertThat(gateway.sample(healthy(one)) + gateway.sample(healthy(two))).isEqualTo(2);
        TimeUnit.SECONDS.sleep(5); // it has been tried and ejected again
        Figure.tell(
            "origin killed: requests/s around it",
            (load.answered() - before) * 1_000_000_000L / (System.nanoTime() - killed));
        Figure.tell("origin killed: ejections while it is dead", gateway.sample(EJECTIONS));
        assertThat(load.failures()).isEmpty();

        dies.restart();
        long restarted = System.nanoTime();
        Figure.tell(
            "origin restarted: serves again after ms", load.answers().awaitFirst(dies, restarted));
        Patience.until("it is well", () -> gateway.sample(healthy) == 1);
        load.awaitAnswers(PER_SECOND);

        load.endWithoutFailure("ejection");
        Figure.tell("ejection retries", gateway.sample("sluice_retries_total{"));
        gateway.stop();
      }
    }
  }

  private static String healthy(OriginProcess origin) {
    return "sluice_endpoint_healthy{endpoint=\"127.0.0.1:" + origin.port() + "\"";
  }
}
