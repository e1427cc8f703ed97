package io.sluice.filters;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.filters.fake.FakeExchange;
import io.sluice.gateway.api.FilterFactory;
import io.sluice.gateway.api.Option;
import io.sluice.gateway.config.Binder;
import io.sluice.gateway.config.FilterConfig;
import io.sluice.gateway.config.Format;
import io.sluice.gateway.testkit.Fields;
import io.sluice.gateway.testkit.RawResponse;
import io.sluice.gateway.testkit.StubOrigin;
import io.sluice.gateway.testkit.TestGateway;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The pages under docs/ say what the code does. */
class PagesTest {
  private static final Pattern EXAMPLE = Pattern.compile("```yaml\\n(.*?)```", Pattern.DOTALL);

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
  void examplesAreValidConfig(FilterFactory<?> factory) throws Exception {
    for (String example : examples(factory.name())) {
      for (FilterConfig filter : bind(example)) {
        create(filter.factory(), filter.config());
      }
    }
  }

  private static List<String> examples(String page) throws IOException {
    List<String> examples =
        EXAMPLE.matcher(page(page)).results().map((MatchResult r) -> r.group(1)).toList();
    assertThat(examples).isNotEmpty();
    return examples;
  }

  /** A line of the request, and what it leads to behind the page's example. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "compression    | Accept-Encoding: br, gzip               | 200 | content-encoding: br",
        "cors           | Origin: https://a.preview.example.com   | 200 | access-control-allow-credentials: true",
        "headers        | X-Debug: 1                              | 200 | x-content-type-options: nosniff",
        "ip_restriction | X-Forwarded-For: 10.66.0.1              | 403 | content-type: application/problem+json",
        "request_id     | X-Request-Id: ID                        | 200 | x-correlation-id: ID",
        "request_size   | Content-Length: 8388609                 | 413 | content-type: application/problem+json",
        "README         | Origin: https://app.example.com         | 200 | vary: origin",
      })
  void exampleDoesWhatItsPageSays(String page, String line, int status, String field)
      throws Exception {
    String listener =
        "listeners: [ { id: http, bind: \"127.0.0.1:0\", trusted_proxies: [127.0.0.0/8] } ]\n";
    String upstream = "upstreams: [ { id: users, targets: [ { address: \"${origin}\" } ] } ]\n";
    String example = String.join("", examples(page));
    String routes =
        example.contains("routes:")
            ? example
            : "routes:\n  - id: test\n    upstream: users\n    filters:\n" + example.indent(6);
    try (StubOrigin origin =
            StubOrigin.start(
                (request, to) ->
                    to.answer(200, "Content-Type: text/plain\r\n", "text. ".repeat(500)));
        TestGateway gateway = TestGateway.start(listener + routes + upstream, origin)) {
      RawResponse response =
          gateway
              .connect()
              .send("GET /users/1 HTTP/1.1\r\nHost: test\r\n" + line + "\r\n\r\n")
              .read();
      assertThat(response.status()).isEqualTo(status);
      assertThat(response.headers().all().stream().map(Fields.Field::toString)).contains(field);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "compression    | {}",
        "cors           | { allow_origins: [\"null\"] }",
        "cors           | { allow_origins: ['*'] }",
        "headers        | { response: { default: { x-a: '{path}' } } }",
        "ip_restriction | { deny: [10.0.0.0/8] }",
        "request_id     | {}",
        "request_size   | { max: 0 }",
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
