package io.sluice.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.loadbalancer.consul.ConsulAgent;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gateway starts while Consul is down. */
class ConsulColdStartIT {
  @TempDir Path temp;

  @Test
  void withTheDumpOfAnEarlierRunItServesAtOnce() throws Exception {
    try (ConsulAgent agent = ConsulAgent.start();
        OriginProcess origin = new OriginProcess()) {
      agent.register("web", "only", origin.port());
      String config = ConsulConfigs.of(agent.address(), "dump: kept", "web", "");
      try (GatewayRun earlier = GatewayRun.start(temp, config)) {
        assertThat(new Client(earlier.port()).get("/").statusCode()).isEqualTo(200);
        earlier.stop();
      }
      assertThat(temp.resolve("kept")).isNotEmptyDirectory();
      agent.kill();

      long began = System.nanoTime();
      try (GatewayRun gateway = GatewayRun.start(temp, config)) {
        int status = new Client(gateway.port()).get("/").statusCode();
        long millis = (System.nanoTime() - began) / 1_000_000;
        Figure.tell("cold start with a dump: first answer after ms, JVM included", millis);
        assertThat(status).isEqualTo(200);
        gateway.awaitLog("Consul at " + agent.address());
        gateway.stop();
      }
    }
  }

  @Test
  void withoutADumpItStartsSaysWhatItLacksAndServesOnceConsulIsUp() throws Exception {
    try (ConsulAgent agent = ConsulAgent.start();
        OriginProcess origin = new OriginProcess()) {
      agent.kill();
      String config = ConsulConfigs.of(agent.address(), "dump: none_yet", "web", "");
      assertThat(Files.exists(temp.resolve("none_yet"))).isFalse();
      long began = System.nanoTime();
      try (GatewayRun gateway = GatewayRun.start(temp, config)) {
        long started = (System.nanoTime() - began) / 1_000_000;
        Figure.tell("cold start without a dump: ready after ms, JVM included", started);
        assertThat(started).isLessThan(15_000); // it waits 5 s; the rest is the JVM's, and spare
        Client client = new Client(gateway.port());
        HttpResponse<String> refused = client.get("/");
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.body()).contains("\"reason\":\"no_endpoint\"");
        gateway.awaitLog(
            "Consul at " + agent.address() + ", asked for service 'web': cannot be reached");

        agent.run();
        agent.register("web", "only", origin.port());
        long served = Patience.until("it serves", () -> client.get("/").statusCode() == 200);
        Figure.tell("cold start without a dump: serves after Consul is up, ms", served);
        assertThat(served).isLessThan(TimeUnit.SECONDS.toMillis(31)); // the longest pause is 30 s
        gateway.stop();
      }
    }
  }
}
