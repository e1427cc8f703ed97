package io.sluice.gateway.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gateway.config.ConfigException;
import io.sluice.gateway.config.ConfigLoader;
import io.sluice.gateway.config.Format;
import io.sluice.gateway.document.BoundDocument;
import io.sluice.gateway.document.Change;
import io.sluice.gateway.document.Document;
import io.sluice.gateway.document.Items;
import io.sluice.gateway.document.Resource;
import io.sluice.gateway.document.Revision;
import io.sluice.gateway.service.ConfigControl.Author;
import io.sluice.gateway.store.FileStore;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a gateway starts with: its file, and what was changed since. */
class ConfigOriginTest {
  private static final PrintStream SILENT =
      new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
  private static final Author TEAM = new Author("team", "", "api", "");

  @TempDir Path dir;

  private final ConfigLoader loader = new ConfigLoader(List.of(), name -> null);

  private BoundDocument file(String... routes) throws ConfigException {
    return file(0, routes);
  }

  private BoundDocument file(int port, String... routes) throws ConfigException {
    String yaml =
        """
        server: { workers: 1 }
        listeners: [ { id: http, bind: '127.0.0.1:PORT' } ]
        admin: { bind: '127.0.0.1:0' }
        access_log: { off: true }
        upstreams: [ { id: spare, targets: [ { address: '127.0.0.1:1' } ] } ]
        routes:
        """;
    String all = List.of(routes).stream().map(r -> "  - " + r + "\n").collect(Collectors.joining());
    String whole = yaml.replace("PORT", Integer.toString(port)) + all;
    return BoundDocument.of(whole, Format.YAML, loader);
  }

  private static String route(String id) {
    return "{ \"id\": \"" + id + "\", \"direct_response\": { \"body\": \"" + id + "\" } }";
  }

  private Gateway start(BoundDocument file) throws Exception {
    FileStore store = new FileStore(dir.resolve("state"), 100);
    return Gateway.start(new ConfigOrigin(loader, "sluice.yaml", file, store, 100), SILENT);
  }

  private static void put(Gateway gateway, String id) throws Exception {
    gateway
        .config()
        .change(
            TEAM,
            null,
            now -> {
              Resource route = Resource.route(id);
              return List.of(new Change(route, now.document().text(route), route(id)));
            });
  }

  private static List<String> ids(Gateway gateway) {
    Document document = gateway.config().now().document();
    return document.items("routes").all().stream().map(Items.Item::id).toList();
  }

  @Test
  void nothingIsWrittenBeforeTheApiChangesSomething() throws Exception {
    try (Gateway gateway = start(file(route("a")))) {
      gateway.reload(file(route("a"), route("b")));
      assertThat(dir).isEmptyDirectory();
      put(gateway, "c");
      assertThat(dir.resolve("state")).exists();
    }
  }

  @Test
  void theOrderOfRoutesSurvivesEditsOfTheFileChangesAndARestart() throws Exception {
    try (Gateway gateway = start(file(route("a"), route("b")))) {
      gateway.reload(file(route("x"), route("a"), route("b")));
      put(gateway, "c");
      put(gateway, "d");
      assertThat(ids(gateway)).containsExactly("x", "a", "b", "c", "d");
    }
    try (Gateway gateway = start(file(route("x"), route("a"), route("b")))) {
      assertThat(ids(gateway)).containsExactly("x", "a", "b", "c", "d");
      assertThat(gateway.revision()).isEqualTo(4);
      put(gateway, "e");
      assertThat(ids(gateway)).containsExactly("x", "a", "b", "c", "d", "e");
    }
    try (Gateway gateway = start(file(route("y"), route("x"), route("a"), route("b")))) {
      assertThat(ids(gateway)).contains("y", "x", "a", "b", "c", "d", "e");
      put(gateway, "f");
      assertThat(ids(gateway)).endsWith("f");
    }
  }

  @Test
  void aFileThatTheChangesDoNotFitIsRefused() throws Exception {
    try (Gateway gateway = start(file(route("a")))) {
      gateway
          .config()
          .change(
              TEAM,
              null,
              now -> {
                Resource route = Resource.route("u");
                String text = "{\"id\":\"u\",\"upstream\":\"spare\"}";
                return List.of(new Change(route, null, text));
              });
    }
    BoundDocument without =
        BoundDocument.of(
            "{ \"listeners\": [ { \"id\": \"http\", \"bind\": \"127.0.0.1:0\" } ] }",
            Format.JSON,
            loader);
    assertThatThrownBy(() -> start(without))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("store: file " + dir.resolve("state"))
        .hasMessageContaining("unknown upstream spare");
  }

  @Test
  void anUnconfirmedChangeIsUndoneBeforeAnEditOfTheFileFollowsIt() throws Exception {
    try (Gateway gateway = start(file(route("a")))) {
      put(gateway, "b");
      gateway
          .config()
          .change(
              TEAM,
              Duration.ofHours(1),
              now -> List.of(new Change(Resource.route("risky"), null, route("risky"))));
    }
    try (Gateway gateway = start(file(route("a"), route("c")))) {
      assertThat(ids(gateway)).containsExactly("a", "b", "c");
      assertThat(gateway.config().now().history().revisions())
          .extracting(Revision::source)
          .endsWith("api", "api", "rollback", "file");
    }
    try (Gateway gateway = start(file(route("a"), route("c")))) {
      assertThat(ids(gateway)).containsExactly("a", "b", "c");
    }
  }

  @Test
  void anEditThatDoesNotRunIsNotStored() throws Exception {
    try (Gateway gateway = start(file(route("a")))) {
      put(gateway, "b");
    }
    byte[] before = Files.readAllBytes(dir.resolve("state"));
    String noPath = "{ \"id\": \"c\", \"match\": { \"path\": { \"regex\": \"(\" } } }";
    assertThatThrownBy(() -> start(file(route("a"), noPath))).isInstanceOf(ConfigException.class);
    ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    try (taken) {
      BoundDocument elsewhere = file(taken.getLocalPort(), route("a"));
      assertThatThrownBy(() -> start(elsewhere)).isInstanceOf(IOException.class);
    }
    assertThat(Files.readAllBytes(dir.resolve("state"))).isEqualTo(before);
  }

  @Test
  void whichStoreItIsIsNotKeptInTheStore() throws Exception {
    try (Gateway gateway = start(file(route("a")))) {
      Change store = new Change(Resource.section("store"), null, "{\"type\":\"memory\"}");
      assertThatThrownBy(() -> gateway.config().change(TEAM, null, now -> List.of(store)))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("store: is read at the start (expected: a change of the file,");
      assertThat(gateway.config().tried(now -> List.of(store)).errors()).isNotNull();
    }
  }
}
