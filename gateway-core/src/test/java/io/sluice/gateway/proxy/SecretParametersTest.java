package io.sluice.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.FilterContext;
import io.sluice.gateway.api.FilterFactory;
import io.sluice.gateway.api.Option;
import io.sluice.gateway.document.Change;
import io.sluice.gateway.document.Resource;
import io.sluice.gateway.service.ConfigControl;
import io.sluice.gateway.service.ConfigControl.Author;
import io.sluice.gateway.testkit.Await;
import io.sluice.gateway.testkit.RawClient;
import io.sluice.gateway.testkit.TestGateway;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where values of the parameters are hidden that a route's filters say are secret. */
class SecretParametersTest {
  private static final String ROUTES =
      """
      access_log: { path: "%s", format: "{path} {query} {referer}" }
      routes:
        - id: keyed
          match: { path: { prefix: /keyed } }
          direct_response: {}
          filters: [ { name: keyed, config: { parameter: k } } ]
        - { id: open, match: { path: { prefix: /open } }, direct_response: {} }
      """;

  @TempDir Path folder;

  private Path log = Path.of("");
  private TestGateway gateway;

  /** Says that a parameter is secret. */
  private static final class Keyed implements FilterFactory<Keyed.Config> {
    record Config(@Option("Its name.") String parameter) {}

    @Override
    public String name() {
      return "keyed";
    }

    @Override
    public String description() {
      return "Says that a parameter is secret.";
    }

    @Override
    public Class<Config> configType() {
      return Config.class;
    }

    @Override
    public Set<String> secretParameters(Config config) {
      return Set.of(config.parameter());
    }

    @Override
    public Filter create(Config config, FilterContext context) {
      return new Filter() {};
    }
  }

  @BeforeEach
  void start() {
    log = folder.resolve("access.log");
    gateway = TestGateway.of(ROUTES.formatted(log)).filter(new Keyed()).start();
  }

  @AfterEach
  void close() {
    gateway.close();
  }

  private List<String> read() {
    try {
      return Files.exists(log) ? Files.readAllLines(log) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The line of a request that came from a page of the open route with the same query. */
  private String line(String target) {
    int before = read().size();
    String query = target.substring(target.indexOf('?'));
    try (RawClient client = gateway.connect()) {
      client
          .send(
              "GET "
                  + target
                  + " HTTP/1.1\r\nHost: a\r\nReferer: http://a/open"
                  + query
                  + "\r\n\r\n")
          .read();
    }
    Await.until("it is written", () -> read().size() > before);
    return read().get(before);
  }

  private void change(Change change) throws Exception {
    ConfigControl config = gateway.gateway().config();
    config.change(new Author("team", "127.0.0.1", "api", "why"), null, now -> List.of(change));
  }

  @Test
  void theLogHidesThemWhereTheyMayBeCredentials() {
    assertThat(line("/keyed?k=1&a=2")).isEqualTo("/keyed k=***&a=2 http://a/open?k=***&a=2");
    assertThat(line("/open?k=1&a=2"))
        .as("a parameter like any other of this route, but perhaps not of the page that linked")
        .isEqualTo("/open k=1&a=2 http://a/open?k=***&a=2");
    assertThat(line("/keyd?k=1&a=2"))
        .as("nobody knows for which route it was meant")
        .isEqualTo("/keyd k=***&a=2 http://a/open?k=***&a=2");
  }

  @Test
  void theyComeAndGoWithTheirRoutes() throws Exception {
    String more =
        "{\"id\":\"more\",\"match\":{\"path\":{\"prefix\":\"/more\"}},\"direct_response\":{},"
            + "\"filters\":[{\"name\":\"keyed\",\"config\":{\"parameter\":\"%s\"}}]}";
    Resource route = Resource.route("more");
    change(new Change(route, null, more.formatted("a")));
    assertThat(line("/open?k=1&a=2")).isEqualTo("/open k=1&a=2 http://a/open?k=***&a=***");
    change(new Change(route, more.formatted("a"), more.formatted("k")));
    assertThat(line("/open?k=1&a=2")).isEqualTo("/open k=1&a=2 http://a/open?k=***&a=2");
    change(new Change(route, more.formatted("k"), null));
    assertThat(line("/open?k=1&a=2"))
        .as("the first route has it still")
        .isEqualTo("/open k=1&a=2 http://a/open?k=***&a=2");
  }

  @Test
  void aTrialSaysThatNobodyKnowsThem() {
    String asks =
        "{\"id\":\"asks\",\"match\":{\"path\":{\"prefix\":\"/\"},\"query\":"
            + "[{\"name\":\"k\",\"exact\":\"1\"},{\"name\":\"a\",\"exact\":\"1\"}]},"
            + "\"direct_response\":{}}";
    assertThat(
            gateway
                .gateway()
                .config()
                .tried(now -> List.of(new Change(Resource.route("asks"), null, asks)))
                .preflight()
                .unknown())
        .containsExactly("query parameter k");
  }
}
