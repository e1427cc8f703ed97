package io.sluice.distribution;

import io.sluice.loadbalancer.consul.ConsulAgent;
import io.sluice.loadbalancer.consul.ConsulCluster;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three Consul servers, of which the leader is killed under load. */
class ConsulLeaderIT {
  @TempDir Path temp;

  @Test
  void theDeathOfTheLeaderFailsNoRequestAndChangesAreSeenUnderTheNext() throws Exception {
    try (ConsulCluster cluster = ConsulCluster.start();
        OriginProcess first = new OriginProcess();
        OriginProcess second = new OriginProcess()) {
      ConsulAgent leader = cluster.leader(cluster.servers().get(0));
      ConsulAgent asked = cluster.others(leader).get(0);
      ConsulAgent other = cluster.others(leader).get(1);
      other.register("web", "first", first.port());
      try (GatewayRun gateway = GatewayRun.start(temp, ConsulConfigs.of(asked, "web"));
          Load load = Load.paced(gateway.port(), 8, 400)) {
        load.awaitAnswers(400);

        leader.kill();
        long killed = System.nanoTime();
        long elected =
            Patience.until(
                "there is another leader",
                () ->
                    asked.get("/v1/status/leader").body().length() > 2
                        && !cluster.leader(asked).equals(leader));
        Figure.tell("leader killed: another one after ms", elected);
        other.register("web", "second", second.port());
        long registered = System.nanoTime();
        Figure.tell(
            "leader killed: instance registered with the next one serves after ms",
            load.answers().awaitFirst(second, registered));
        Figure.tell("leader killed: until then, ms", (System.nanoTime() - killed) / 1_000_000);

        load.endWithoutFailure("leader");
        gateway.stop();
      }
    }
  }

  @Test
  void theDeathOfTheServerThatIsAskedAndLeadsFailsNoRequest() throws Exception {
    try (ConsulCluster cluster = ConsulCluster.start();
        OriginProcess first = new OriginProcess()) {
      ConsulAgent leader = cluster.leader(cluster.servers().get(0));
      cluster.others(leader).get(0).register("web", "first", first.port());
      try (GatewayRun gateway = GatewayRun.start(temp, ConsulConfigs.of(leader, "web"));
          Load load = Load.paced(gateway.port(), 8, 400)) {
        load.awaitAnswers(400);

        leader.kill();
        gateway.awaitLog("known targets stay in use");
        load.awaitAnswers(2000);

        load.endWithoutFailure("leader asked and killed");
        gateway.stop();
      }
    }
  }
}
