package io.sluice.gateway.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gateway.config.ConfigException;
import io.sluice.gateway.config.ConfigWarning;
import io.sluice.gateway.document.Change;
import io.sluice.gateway.document.Document;
import io.sluice.gateway.document.Resource;
import io.sluice.gateway.service.ConfigControl;
import io.sluice.gateway.service.ConfigControl.Author;
import io.sluice.gateway.service.ConfigView;
import io.sluice.gateway.service.Preflight;
import io.sluice.gateway.service.Trial;
import io.sluice.gateway.testkit.Await;
import io.sluice.gateway.testkit.RawClient;
import io.sluice.gateway.testkit.TestGateway;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Changes of the running config: all or nothing, one after another, undoable. */
class LiveConfigTest {
  private static final Author TEAM = new Author("team", "127.0.0.1", "api", "why not");
  private static final String YAML =
      """
      routes:
        - { id: a, match: { path: { prefix: /a } }, direct_response: { body: a1 } }
        - { id: b, match: { path: { prefix: /b } }, direct_response: { body: b1 } }
      upstreams:
        - { id: spare, targets: [ { address: "127.0.0.1:1" } ] }
      """;

  private final TestGateway gateway = TestGateway.start(YAML);
  private final ConfigControl config = gateway.gateway().config();

  @AfterEach
  void close() {
    gateway.close();
  }

  private static String route(String id, String path, String body) {
    return "{\"id\":\"%s\",\"match\":{\"path\":{\"prefix\":\"%s\"}},\"direct_response\":{\"body\":\"%s\"}}"
        .formatted(id, path, body);
  }

  private static ConfigControl.Editor<RuntimeException> put(
      Resource resource, @Nullable String text) {
    return now -> {
      String before = now.document().text(resource);
      return before == null && text == null
          ? List.of()
          : List.of(new Change(resource, before, text));
    };
  }

  private ConfigView put(String id, String path, String body) throws Exception {
    return config.change(TEAM, null, put(Resource.route(id), route(id, path, body)));
  }

  private String get(String path) {
    try (RawClient client = RawClient.connect(gateway.port())) {
      return client.get(path).read().text();
    }
  }

  @Test
  void aChangeIsServedWhenItReturns() throws Exception {
    ConfigView after = put("a", "/a", "a2");
    assertThat(get("/a")).isEqualTo("a2");
    assertThat(get("/b")).isEqualTo("b1");
    assertThat(after.revision().number()).isEqualTo(2);
    assertThat(after.revision().who()).isEqualTo("team");
    assertThat(after.revision().comment()).isEqualTo("why not");
    assertThat(config.now()).isEqualTo(after);
    assertThat(gateway.metric("sluice_config_revision")).isEqualTo(2);
  }

  @Test
  void routesComeAndGo() throws Exception {
    put("c", "/c", "c1");
    assertThat(get("/c")).isEqualTo("c1");
    config.change(TEAM, null, put(Resource.route("c"), null));
    assertThat(get("/c")).contains("no_route");
    assertThat(config.now().revision().number()).isEqualTo(3);
  }

  @Test
  void noChangeIsNoRevision() throws Exception {
    ConfigView before = config.now();
    assertThat(config.change(TEAM, null, now -> List.of())).isEqualTo(before);
  }

  @Test
  void whatIsNotTouchedIsNotMadeAnew() throws Exception {
    ConfigView before = config.now();
    ConfigView after = put("a", "/a", "a2");
    assertThat(after.snapshot().route("b")).isSameAs(before.snapshot().route("b"));
    assertThat(after.snapshot().upstream("spare")).isSameAs(before.snapshot().upstream("spare"));
    assertThat(after.snapshot().config().routes().get(1))
        .isSameAs(before.snapshot().config().routes().get(1));
  }

  @Test
  void anErrorLeavesAllAsItWas() {
    ConfigView before = config.now();
    assertThatThrownBy(
            () ->
                config.change(
                    TEAM,
                    null,
                    put(Resource.route("c"), "{\"id\":\"c\",\"upstream\":\"nowhere\",\"oops\":1}")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("routes[2].oops: unknown key")
        .hasMessageContaining("routes[2].upstream: unknown upstream nowhere");
    assertThat(config.now()).isSameAs(before);
    assertThat(get("/a")).isEqualTo("a1");
  }

  @Test
  void anUpstreamThatARouteUsesCannotGo() throws Exception {
    config.change(TEAM, null, put(Resource.route("a"), "{\"id\":\"a\",\"upstream\":\"spare\"}"));
    assertThatThrownBy(() -> config.change(TEAM, null, put(Resource.upstream("spare"), null)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("routes[0].upstream: unknown upstream spare");
  }

  @Test
  void whatTheEditorThrowsTheCallerGets() {
    IllegalArgumentException refusal = new IllegalArgumentException("not so");
    assertThatThrownBy(
            () ->
                config.change(
                    TEAM,
                    null,
                    now -> {
                      throw refusal;
                    }))
        .isSameAs(refusal);
  }

  @Test
  void listenersHearOfEachState() throws Exception {
    List<Long> heard = new CopyOnWriteArrayList<>();
    config.onChange(view -> heard.add(view.revision().number()));
    put("a", "/a", "a2");
    put("a", "/a", "a3");
    assertThat(heard).containsExactly(2L, 3L);
  }

  @Test
  void aRollbackIsARevisionWithTheOldContent() throws Exception {
    put("a", "/a", "a2");
    config.change(TEAM, null, put(Resource.route("b"), null));
    put("c", "/c", "c1");
    Document first = config.now().history().at(1);
    assertThat(first).isNotNull();
    config.change(TEAM, null, now -> now.document().changesTo(first));
    assertThat(get("/a")).isEqualTo("a1");
    assertThat(get("/b")).isEqualTo("b1");
    assertThat(get("/c")).contains("no_route");
    assertThat(config.now().document().json()).isEqualTo(first.json());
    assertThat(config.now().revision().number()).isEqualTo(5);
  }

  @Test
  void whatNobodyConfirmsIsUndone() throws Exception {
    config.change(
        TEAM, Duration.ofMillis(100), put(Resource.route("a"), route("a", "/a", "risky")));
    assertThat(get("/a")).isEqualTo("risky");
    Await.until("it is undone", () -> config.now().revision().number() == 3);
    assertThat(get("/a")).isEqualTo("a1");
    assertThat(config.now().revision().comment()).isEqualTo("revision 2 was not confirmed");
  }

  @Test
  void whatIsConfirmedStays() throws Exception {
    config.change(TEAM, Duration.ofHours(1), put(Resource.route("a"), route("a", "/a", "risky")));
    assertThatThrownBy(() -> put("b", "/b", "b2")).isInstanceOf(ConfigControl.Unconfirmed.class);
    assertThat(config.confirm(now -> {})).isTrue();
    assertThat(config.confirm(now -> {})).isFalse();
    put("b", "/b", "b2");
    assertThat(get("/a") + get("/b")).isEqualTo("riskyb2");
  }

  @Test
  void whatUndoesAnUnconfirmedChangeStays() throws Exception {
    config.change(TEAM, Duration.ofHours(1), put(Resource.route("a"), route("a", "/a", "risky")));
    Document before = config.now().history().at(1);
    Author undoing = new Author("team", "127.0.0.1", Author.ROLLBACK, "");
    assertThatThrownBy(
            () ->
                config.change(
                    undoing, Duration.ofHours(1), now -> now.document().changesTo(before)))
        .isInstanceOf(ConfigControl.Unconfirmed.class);
  }

  @Test
  void sayingTheSameAgainIsFineWhileAChangeWaitsForItsConfirmation() throws Exception {
    config.change(TEAM, Duration.ofHours(1), put(Resource.route("a"), route("a", "/a", "risky")));
    config.change(TEAM, null, now -> List.of());
    assertThat(config.now().revision().number()).isEqualTo(2);
  }

  @Test
  void aCheckMayRefuseAConfirmation() throws Exception {
    config.change(TEAM, Duration.ofHours(1), put(Resource.route("a"), route("a", "/a", "risky")));
    assertThatThrownBy(
            () ->
                config.confirm(
                    now -> {
                      throw new IllegalStateException("of revision " + now.revision().number());
                    }))
        .hasMessage("of revision 2");
    assertThat(config.now().revision().confirmBy()).isNotNull();
  }

  @Test
  void anUnconfirmedChangeMayBeUndoneAtOnce() throws Exception {
    config.change(TEAM, Duration.ofHours(1), put(Resource.route("a"), route("a", "/a", "risky")));
    Document before = config.now().history().at(1);
    Author undoing = new Author("team", "127.0.0.1", Author.ROLLBACK, "");
    config.change(undoing, null, now -> now.document().changesTo(before));
    assertThat(get("/a")).isEqualTo("a1");
    put("b", "/b", "b2");
  }

  @Test
  void aTrialTellsAndChangesNothing() {
    ConfigView before = config.now();
    Trial good = config.tried(put(Resource.route("c"), route("c", "/a", "c1")));
    assertThat(good.errors()).isNull();
    assertThat(good.changes()).hasSize(1);
    assertThat(good.warnings())
        .singleElement()
        .asString()
        .contains("a comes first and takes every request that c could take");
    Trial bad = config.tried(put(Resource.route("c"), "{\"id\":\"c\"}"));
    assertThat(bad.errors()).isNotNull();
    assertThat(config.now()).isSameAs(before);
    assertThat(get("/a")).isEqualTo("a1");
  }

  @Test
  void aTrialOfWhatDoesNotChangeARequestsWayMovesNone() {
    Await.until(
        "a request is among those that are kept",
        () -> {
          get("/a/1");
          return toNone().preflight().requests() > 0;
        });
    String same = route("a", "/a", "a1").replace("\"match\"", "\"priority\":7,\"match\"");
    Trial trial = config.tried(put(Resource.route("a"), same));
    assertThat(trial.changes()).hasSize(1);
    assertThat(trial.preflight().moves()).isEmpty();
  }

  @Test
  void aTrialTellsOfWhatAppliesAtTheNextStartOnly() {
    Trial trial = config.tried(put(Resource.section("server"), "{\"workers\":7}"));
    assertThat(trial.warnings())
        .extracting(ConfigWarning::toString)
        .anyMatch(warning -> warning.startsWith("server.workers: 7 applies at the next start"));
  }

  @Test
  void nothingIsBoundAnyMoreOnceTheDrainHasBegun() throws Exception {
    gateway.gateway().drain();
    put("a", "/a", "a2");
    assertThat(config.now().revision().number()).isEqualTo(2);
    assertThatThrownBy(() -> gateway.gateway().address("http"))
        .hasMessageContaining("expected: one that is bound");
  }

  @Test
  void aTrialSendsRecentRequestsThroughTheCandidate() {
    Await.until(
        "each sort of request is among those that are kept",
        () -> {
          get("/a/1");
          get("/none");
          return toNone().preflight().moves().size() == 2;
        });
    Preflight preflight = toNone().preflight();
    assertThat(preflight.requests()).isPositive();
    assertThat(preflight.changed()).isLessThanOrEqualTo(preflight.requests());
    assertThat(preflight.moves())
        .extracting(move -> move.before() + " " + move.what() + " " + move.after())
        .containsExactlyInAnyOrder("a none null", "null route a");
    Trial same = config.tried(put(Resource.route("a"), route("a", "/a", "other")));
    assertThat(same.preflight().moves())
        .extracting(move -> move.before() + " " + move.what() + " " + move.after())
        .containsExactly("a chain a");
  }

  private Trial toNone() {
    return config.tried(put(Resource.route("a"), route("a", "/none", "a2")));
  }

  @Test
  void manyAtOnceLoseNothing() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<ConfigView>> all = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        String id = "r" + i;
        Callable<ConfigView> change = () -> put(id, "/" + id, id);
        all.add(threads.submit(change));
      }
      for (Future<ConfigView> each : all) {
        each.get();
      }
    } finally {
      threads.shutdown();
    }
    assertThat(config.now().revision().number()).isEqualTo(41);
    assertThat(config.now().document().items("routes").size()).isEqualTo(42);
    assertThat(get("/r39")).isEqualTo("r39");
  }

  @Test
  void whatWasChangedHereStaysWhenTheFileIsReadAgain() throws Exception {
    put("a", "/a", "a2");
    gateway.reload(YAML.replace("b1", "b2"));
    assertThat(get("/a") + get("/b")).isEqualTo("a2b2");
    gateway.reload(YAML.replace("a1", "a3"));
    assertThat(get("/a")).isEqualTo("a3"); // the file's is the later change
  }
}
