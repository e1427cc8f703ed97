package io.sluice.filters;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.filters.fake.FakeExchange;
import io.sluice.gateway.api.FilterFactory;
import io.sluice.gateway.api.Option;
import io.sluice.gateway.config.Binder;
import io.sluice.gateway.config.FilterConfig;
import io.sluice.gateway.config.Format;
import io.sluice.gateway.testkit.RawResponse;
import io.sluice.gateway.testkit.StubOrigin;
import io.sluice.gateway.testkit.TestGateway;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The pages under docs/ say what the code does. */
class PagesTest {
  record Chain(@Option("Filters.") List<FilterConfig> filters) {}

  static List<FilterFactory<?>> factories() {
    return FactoriesTest.factories();
  }

  private static String page(String name) throws IOException {
    return Files.readString(Path.of("docs", name + ".md"));
  }

  private static List<FilterConfig> bind(String chain) throws Exception {
    Binder binder = new Binder(factories(), variable -> null);
    return binder.bind("filters:\n" + chain, Format.YAML, Chain.class).filters();
  }

  private static <C extends Record> void create(FilterFactory<C> factory, Record config) {
    assertThat(factory.create(factory.configType().cast(config), FakeExchange.context()))
        .isNotNull();
  }

  @ParameterizedTest
  @MethodSource("factories")
  void pageNamesEveryOption(FilterFactory<?> factory) throws Exception {
    String page = page(factory.name());
    for (RecordComponent option : factory.configType().getRecordComponents()) {
      assertThat(page).contains("\n| `" + FactoriesTest.key(option) + "` |");
    }
    assertThat(page("README")).contains("[`" + factory.name() + "`](" + factory.name() + ".md)");
  }

  @ParameterizedTest
  @MethodSource("factories")
  void pageHasAllThatAReaderLooksFor(FilterFactory<?> factory) throws Exception {
    assertThat(page(factory.name()))
        .startsWith("# " + factory.name() + "\n")
        .containsSubsequence(
            "| option | default | meaning |",
            "\n## Repeated and odd input\n",
            "\n## Failure\n",
            "\n## Example\n");
  }

  /** A second listener that the config itself names by its port gets one that nobody has. */
  private static String withFreePorts(String config) throws IOException {
    try (ServerSocket free = new ServerSocket(0)) {
      return config.replace(":8080", ":0").replace(":18089", ":" + free.getLocalPort());
    }
  }

  /** Its config is whole, and its commands show what its reader will see. */
  @ParameterizedTest
  @MethodSource("factories")
  void exampleDoesWhatItsPageShows(FilterFactory<?> factory) throws Exception {
    Example example = Example.of(page(factory.name()));
    assertThat(example.config()).contains("name: " + factory.name());
    try (TestGateway gateway = TestGateway.start(withFreePorts(example.config()))) {
      for (Example.Command command : example.commands()) {
        assertThat(command.run(gateway.port())).as(command.line()).isEqualTo(command.shown());
      }
    }
  }

  /** Beside the filters' pages: the overview's example, with what it leaves out. */
  @Test
  void overviewsExampleRuns() throws Exception {
    String upstream = "upstreams: [ { id: users, targets: [ { address: \"${origin}\" } ] } ]\n";
    try (StubOrigin origin = StubOrigin.answering(200, "ok");
        TestGateway gateway =
            TestGateway.start(Example.of(page("README")).config() + upstream, origin)) {
      RawResponse response = gateway.connect().get("/users/1").read();
      assertThat(response.header("vary")).isEqualTo("origin");
      assertThat(response.header("x-request-id")).hasSize(32);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "circuit_breaker | {}",
        "fallback       | { upstream: another }",
        "fallback       | { direct_response: {} }",
        "fallback       | { stale: true }",
        "cache          | {}",
        "forward_auth   | { upstream: another }",
        "forward_auth   | { upstream: another, cache: { ttl: 1s } }",
        "fault          | { delay: { duration: 1s } }",
        "fault          | { abort: {} }",
        "timeout        | { request: 1s }",
        "compression    | {}",
        "cors           | { allow_origins: [\"null\"] }",
        "cors           | { allow_origins: ['*'] }",
        "headers        | { response: { default: { x-a: '{path}' } } }",
        "ip_restriction | { deny: [10.0.0.0/8] }",
        "request_id     | {}",
        "request_size   | { max: 0 }",
        "rate_limit     | { rate: 1/s }",
        "rate_limit     | { policies: [ { id: a, rate: 1/s }, { id: b, rate: 9/h, key: [host, path] } ] }",
        "jwt_auth | { keys: [ { algorithm: HS256, secret: x1234567890123456789012345678901 } ] }",
        "jwt_auth | { jwks: { url: 'https://login.example.com/keys' }, audience: orders }",
        "concurrency_limit | { max: 1 }",
        "concurrency_limit | { adaptive: {} }",
        "bandwidth_limit | { rate: 1/s }",
        "hmac_auth      | {}",
        "signed_url     | { keys: [ { id: a, secret: 0123456789abcdef0123456789abcdef } ] }",
      })
  void defaultsOfWhatIsNotGivenAreValid(String name, String config) throws Exception {
    List<FilterConfig> filters = bind("  - { name: " + name + ", config: " + config + " }\n");
    create(filters.get(0).factory(), filters.get(0).config());
  }

  @Test
  void compressionOffersGzipForTextByDefault() throws Exception {
    assertThat(bind("  - name: compression\n").get(0).config().toString())
        .contains("algorithms=[GZIP]", "text/*", "*+json", "bytes=1024");
  }
}
