package io.sluice.loadbalancer.consul;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.loadbalancer.Discovery;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real agent that goes away, comes back, or is not the one that was meant. */
class ConsulOutageTest {
  private static final ServiceQuery USERS = new ServiceQuery("users");

  @TempDir Path folder;
  private final Told told = new Told();
  private final ConsulAgent agent = ConsulAgent.start();
  private ConsulWatcher watcher;

  @BeforeEach
  void open() {
    watcher = watcher(agent.address());
  }

  private ConsulWatcher watcher(URI address) {
    return new ConsulWatcher(new ConsulOptions(address).dumpingTo(folder));
  }

  private Discovery.Subscription subscribe(ServiceQuery query, Told listener) {
    return new ConsulDiscovery(watcher, query).subscribe(listener);
  }

  @AfterEach
  void close() {
    watcher.close();
    agent.close();
  }

  @Test
  void keepsTheListWhileTheAgentIsDeadAndFollowsTheOneThatComesBack() {
    agent.register("users", "u1", 8001);
    agent.register("users", "u2", 8002);
    // Far ahead of where the next life of the agent begins.
    for (int i = 0; i < 50; i++) {
      agent.register("filler", "f", 9000 + i);
    }
    subscribe(USERS, told);
    told.await("8001*1 8002*1");
    try (LogLines log = new LogLines()) {
      agent.kill();
      log.await("known targets stay in use");
      agent.run();
      // It knows nobody yet, which is not to be believed.
      log.await("no instances after an outage");
      agent.register("users", "u2", 8002);
      told.await("8002*1");
      agent.register("users", "u3", 8003);
      told.await("8002*1 8003*1");
      log.await("answers again");
    }
    assertThat(told.texts()).containsExactly("8001*1 8002*1", "8002*1", "8002*1 8003*1");
  }

  @Test
  void startsFromTheDumpWhileTheAgentIsDead() {
    agent.register("users", "u1", 8001, ",\"Weights\":{\"Passing\":7,\"Warning\":1}");
    subscribe(USERS, told);
    told.await("8001*7");
    watcher.close();
    agent.kill();

    watcher = watcher(agent.address());
    Told second = new Told();
    subscribe(USERS, second);
    second.await("8001*7");
    assertThat(watcher.status().get(0).source()).isEqualTo(ServiceStatus.Source.DUMP);
    agent.run();
    agent.register("users", "u2", 8002);
    second.await("8002*1");
    assertThat(watcher.status().get(0).source()).isEqualTo(ServiceStatus.Source.CONSUL);
  }

  @Test
  void keepsServingWhenTheTokenIsTakenAway() {
    try (ConsulAgent guarded = ConsulAgent.startWithAcls("root-token");
        LogLines log = new LogLines()) {
      guarded.register("users", "u1", 8001);
      guarded.put(
          "/v1/acl/policy",
          "{\"Name\":\"users\",\"Rules\":\"service \\\"users\\\" { policy = \\\"read\\\" }"
              + " node_prefix \\\"\\\" { policy = \\\"read\\\" }\"}");
      String accessor = "6a1253d2-1785-24fd-91c2-f8e78c745511";
      String secret = "45a3bd52-07c7-47a4-b2a1-6d1e2e2d9a11";
      guarded.put(
          "/v1/acl/token",
          "{\"AccessorID\":\"%s\",\"SecretID\":\"%s\",\"Policies\":[{\"Name\":\"users\"}]}"
              .formatted(accessor, secret));
      watcher.close();
      watcher = new ConsulWatcher(new ConsulOptions(guarded.address())); // a dump has no token
      Told denied = new Told();
      subscribe(USERS, denied); // with no token at all, Consul shows an empty list
      subscribe(new ServiceQuery("others").with("nonsense"), denied);
      subscribe(USERS.with(secret), told);
      told.await("8001*1");
      log.await("asked for service 'users': the token may not read it");
      log.await("asked for service 'others': ACL denied (403 ACL not found)");

      guarded.delete("/v1/acl/token/" + accessor);
      guarded.register("users", "u2", 8002); // wakes the question
      log.await("asked for service 'users': ACL denied (403 ACL not found)");
      assertThat(told.texts()).containsExactly("8001*1");
      assertThat(denied.lists()).isEmpty();
      assertThat(log.lines()).noneMatch(line -> line.contains(secret));
    }
  }

  @Test
  void saysThatTheAddressIsWrongAndServesWhatItKnows() {
    agent.register("users", "u1", 8001);
    subscribe(USERS, told);
    told.await("8001*1");
    watcher.close();
    Told second = new Told();
    try (FakeConsul other = new FakeConsul().health(404, -1, "no such page");
        LogLines log = new LogLines()) {
      watcher = watcher(other.address());
      subscribe(USERS, second);
      second.await("8001*1");
      log.await(
          "Consul at "
              + other.address()
              + ", asked for service 'users': it answers 404: not a Consul agent");
    }
  }
}
