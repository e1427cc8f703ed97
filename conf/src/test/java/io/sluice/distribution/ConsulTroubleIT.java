package io.sluice.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.loadbalancer.consul.ConsulAgent;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * An operator gets something about Consul wrong while the gateway runs. It says so in one line, and
 * serves on with the targets of the setting before; when that is back, it follows Consul again.
 */
class ConsulTroubleIT {
  private static ConsulAgent agent;

  @TempDir Path temp;

  @BeforeAll
  static void startAgent() {
    agent = ConsulAgent.startWithAcls("root");
  }

  @AfterAll
  static void stopAgent() {
    if (agent != null) {
      agent.close();
    }
  }

  @Test
  void aWrongAddressIsNamedAndTargetsStay() throws Exception {
    URI nobody = URI.create("http://127.0.0.1:" + Ports.free());
    survives(
        "wrong_address",
        ConsulConfigs.of(nobody, "token: root, dump: \"\"", "wrong_address", ""),
        "Consul at " + nobody + ", asked for service 'wrong_address': cannot be reached: ");
  }

  @ParameterizedTest
  @CsvSource({
    "unknown_token, nobody, ACL denied (403 ",
    "no_token, '', 'the token may not read it: an ACL with service:read and node:read is needed'"
  })
  void aDeniedTokenIsReportedAndTargetsStay(String service, String token, String said)
      throws Exception {
    String keys = "token: \"" + token + "\", dump: \"\"";
    survives(
        service,
        ConsulConfigs.of(agent.address(), keys, service, ""),
        "Consul at " + agent.address() + ", asked for service '" + service + "': " + said);
  }

  @Test
  void anUnknownDatacenterIsNamedAndTargetsStay() throws Exception {
    survives(
        "far",
        ConsulConfigs.of(
            agent.address(), "token: root, dump: \"\"", "far", ", datacenter: nowhere"),
        "Consul at "
            + agent.address()
            + ", asked for service 'far' in datacenter 'nowhere': no such datacenter (500 ");
  }

  private void survives(String service, String wrong, String line) throws Exception {
    String right = ConsulConfigs.of(agent.address(), "token: root, dump: \"\"", service, "");
    try (OriginProcess first = new OriginProcess();
        OriginProcess second = new OriginProcess()) {
      agent.register(service, service + "-1", first.port());
      try (GatewayRun gateway = GatewayRun.start(temp, right);
          Load load = Load.paced(gateway.port(), 4, 200)) {
        load.awaitAnswers(200);

        gateway.reload(wrong);
        gateway.awaitLog(line);
        load.awaitAnswers(400);
        assertThat(warnings(gateway)).singleElement().asString().contains(line);
        assertThat(gateway.log())
            .contains("upstream web: no targets known after 5 s; those of before stay")
            .doesNotContain("root");

        gateway.reload(right);
        agent.register(service, service + "-2", second.port());
        long registered = System.nanoTime();
        Figure.tell(
            service + ": new instance serves after ms, once all is right again",
            load.answers().awaitFirst(second, registered));
        load.endWithoutFailure(service);
        gateway.stop();
      }
    }
  }

  /** What was said about Consul. */
  private static List<String> warnings(GatewayRun gateway) throws Exception {
    TimeUnit.MILLISECONDS.sleep(100); // a line that would be one too many comes with the first
    return gateway.log().lines().filter(text -> text.contains("Consul")).toList();
  }
}
