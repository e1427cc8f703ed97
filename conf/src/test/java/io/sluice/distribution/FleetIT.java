package io.sluice.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.loadbalancer.consul.ConsulAgent;
import io.sluice.loadbalancer.consul.ConsulCluster;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three gateways keep their config in Consul, which has three servers. */
class FleetIT {
  @TempDir Path temp;

  private GatewayRun node(String name, ConsulAgent agent) throws Exception {
    String config =
        """
        consul: { address: "%s", dump: "" }
        store: { type: consul, prefix: fleet/config }
        routes:
          - { id: hello, match: { path: { prefix: /hello } }, direct_response: { body: first } }
        """
            .formatted(agent.address());
    Launcher launcher = Launcher.built().with("SLUICE_JAVA_OPTS", "-Xmx128m -XX:+UseSerialGC");
    return GatewayRun.start(Files.createDirectories(temp.resolve(name)), launcher, config);
  }

  private static HttpResponse<String> put(GatewayRun node, String body) throws Exception {
    return node.admin()
        .send(
            "PUT",
            "/admin/v1/routes/hello",
            "{ \"id\": \"hello\", \"match\": { \"path\": { \"prefix\": \"/hello\" } },"
                + " \"direct_response\": { \"body\": \""
                + body
                + "\" } }",
            "content-type",
            "application/json");
  }

  private static boolean says(GatewayRun node, String body) {
    try {
      return new Client(node.port()).get("/hello").body().equals(body);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void everyNodeServesWhatOneWasToldAlsoUnderAnotherLeader() throws Exception {
    try (ConsulCluster cluster = ConsulCluster.start();
        GatewayRun a = node("a", cluster.servers().get(0));
        GatewayRun b = node("b", cluster.servers().get(1));
        GatewayRun c = node("c", cluster.servers().get(2))) {
      List<GatewayRun> nodes = List.of(a, b, c);
      List<Long> millis = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        String body = "n" + i;
        HttpResponse<String> answer = put(nodes.get(i % 3), body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        millis.add(
            Patience.until(
                "all serve " + body, () -> nodes.stream().allMatch(node -> says(node, body))));
      }
      long[] sorted = millis.stream().mapToLong(Long::longValue).sorted().toArray();
      Figure.tell("fleet: a change is served by all after ms, median", sorted[6]);
      Figure.tell("fleet: greatest ms", sorted[11]);

      ConsulAgent leader = cluster.leader(cluster.servers().get(0));
      int dead = cluster.servers().indexOf(leader);
      leader.kill();
      GatewayRun well = nodes.get((dead + 1) % 3);
      GatewayRun other = nodes.get((dead + 2) % 3);
      Figure.tell(
          "fleet: leader killed, a write succeeds after ms",
          Patience.until("a write succeeds", () -> put(well, "after").statusCode() == 200));
      Figure.tell(
          "fleet: and is served by the other after ms",
          Patience.until("the other serves it", () -> says(other, "after")));
      GatewayRun cut = nodes.get(dead); // its server is gone
      assertThat(put(cut, "alone").statusCode()).isEqualTo(503);
      assertThat(new Client(cut.port()).get("/hello").statusCode()).isEqualTo(200);
      assertThat(cut.admin().get("/admin/v1/status").body()).contains("\"reachable\":false");
      for (GatewayRun node : Arrays.asList(a, b, c)) {
        node.stop();
      }
    }
  }
}
