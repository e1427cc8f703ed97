package io.sluice.admin;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Who has changed what, or wanted to. */
class AuditLogTest {
  private static final String TOKENS =
      FakeConfig.MINIMAL
          + "admin: { tokens: [ { name: ops, role: admin, token: a-token },"
          + " { name: eyes, token: v-token } ] }\n";

  private final Api api = new Api();
  private final Client client = api.client;
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final Logger log = (Logger) LoggerFactory.getLogger("audit");

  @BeforeEach
  void listen() {
    lines.start();
    log.addAppender(lines);
  }

  @AfterEach
  void close() {
    log.detachAppender(lines);
    api.close();
  }

  private List<String> said() {
    List<String> said = new ArrayList<>();
    for (ILoggingEvent line : List.copyOf(lines.list)) {
      StringBuilder text = new StringBuilder();
      line.getKeyValuePairs()
          .forEach(
              pair -> {
                if (!pair.key.equals("from")) {
                  text.append(pair.key).append('=').append(pair.value).append(' ');
                }
              });
      said.add(text.toString().strip());
    }
    return said;
  }

  @Test
  void tellsEachWriteDoneOrRefused() throws Exception {
    api.config().load(TOKENS);
    String[] admin = {"authorization", "Bearer a-token"};
    client.merge("/routes/users", "{'priority':1}", admin);
    client.merge("/routes/users", "{'priority':1}", admin);
    client.merge("/routes/users", "{'priority':'x'}", admin);
    client.merge("/routes/users", "{'priority':2}", Client.with(admin, "if-match", "\"other\""));
    client.merge("/routes/users", "{'priority':1}", "authorization", "Bearer v-token");
    client.merge("/routes/users", "{'priority':1}", "authorization", "Bearer guess-1");
    String path = "method=PATCH path=/admin/v1/routes/users";
    assertThat(said())
        .containsExactly(
            "who=ops " + path + " revision=2 summary=routes/users replaced outcome=done",
            "who=ops " + path + " revision=2 summary= outcome=unchanged",
            "who=ops " + path + " outcome=refused reason=invalid_config",
            "who=ops " + path + " outcome=refused reason=precondition_failed",
            "who=eyes " + path + " outcome=refused reason=role_forbids",
            "who= " + path + " outcome=refused reason=token_wrong");
  }

  @Test
  void saysNothingOfReadsAndTrials() throws Exception {
    client.get("/config");
    client.merge("/routes/users?dry_run=true", "{'priority':1}");
    client.post("/routes/match", "{}");
    assertThat(said()).isEmpty();
  }

  @Test
  void tellsWhatOperatorsDo() throws Exception {
    api.gateway.upstreams.put("users", List.of(FakeGateway.endpoint("127.0.0.1", 9001)));
    String state = "/upstreams/users/endpoints/127.0.0.1:9001/state";
    client.put(state, "{'state':'drain'}");
    client.put(state, "{'state':'paused'}");
    client.put("/upstreams/users/endpoints/nobody:1/state", "{'state':'drain'}");
    client.post("/drain", null);
    String path = "who=local method=PUT path=/admin/v1";
    assertThat(said())
        .containsExactly(
            path + state + " revision=1 summary=auto -> drain outcome=done",
            path + state + " outcome=refused reason=invalid_body",
            path
                + "/upstreams/users/endpoints/nobody:1/state outcome=refused"
                + " reason=no_such_endpoint",
            "who=local method=POST path=/drain revision=1 summary=drain outcome=done");
  }

  @Test
  void tellsWhatIsTakenOutOfTheCacheAndPutInto() throws Exception {
    client.delete("/cache?tag=news");
    FakeCache cache = new FakeCache();
    api.gateway.cache = cache;
    client.delete("/cache?tag=news");
    client.delete("/cache?soft=true&route=users");
    client.delete("/cache?key=" + "http%3A%2F%2Fa.example%2Fx%3Ftoken%3Dt0p");
    client.delete("/cache");
    cache.answer = what -> CompletableFuture.failedFuture(new IllegalStateException("redis"));
    client.delete("/cache?prefix=/x");
    client.post("/cache/warm", "{'urls':['/x','/y']}");
    client.post("/cache/warm", "{'urls':['/x']}");
    client.get("/cache");
    client.get("/cache/warm");
    String purge = "who=local method=DELETE path=/admin/v1/cache ";
    String warm = "who=local method=POST path=/admin/v1/cache/warm ";
    assertThat(said())
        .containsExactly(
            purge + "outcome=refused reason=no_cache",
            purge + "revision=1 summary=purge by tag news: 3 outcome=done",
            purge + "revision=1 summary=soft purge by route users: 3 outcome=done",
            purge + "revision=1 summary=purge by key http://a.example/x: 3 outcome=done",
            purge + "outcome=refused reason=bad_parameter",
            purge + "outcome=refused reason=purge_failed",
            warm + "revision=1 summary=warm-up with 2 outcome=done",
            warm + "outcome=refused reason=warm_up_running");
  }
}
