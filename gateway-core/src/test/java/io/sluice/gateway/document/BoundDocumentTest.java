package io.sluice.gateway.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sluice.gateway.config.ConfigError;
import io.sluice.gateway.config.ConfigException;
import io.sluice.gateway.config.ConfigLoader;
import io.sluice.gateway.config.Format;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a change may not make of a document. */
class BoundDocumentTest {
  private static final String ROUTE =
      "{ match: { path: { exact: / } }, redirect: { location: /, status: 302 }, ";

  private final ConfigLoader loader = new ConfigLoader(List.of(), Map.of("NAME", "a")::get);

  private static String document(String routes, String upstreams) {
    return "listeners: [ { id: http, bind: '127.0.0.1:0' } ]\nroutes: ["
        + routes.replace("ROUTE", ROUTE)
        + "]\nupstreams: ["
        + upstreams.replace("TARGETS", "targets: [ { address: '127.0.0.1:1' } ]")
        + "]\n";
  }

  /** Not even a document whose lists were made with stand-ins can hold such things. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "ROUTE id: a }, ROUTE id: a }             | `` | routes[1].id: a (expected: a unique id)",
        "ROUTE id: a }, ROUTE id: a, colour: 1 }  | `` | routes[1].id: a (expected: a unique id)",
        "ROUTE id: a }, ROUTE priority: 1 }       | `` | routes[1].id: missing (expected: text)",
        "ROUTE id: '#0' }                         | `` | routes[0].id: #0 (expected:",
        "ROUTE id: '${NAME}' }                    | `` | routes[0].id: a (expected: ${NAME}, without variables)",
        "`` | { id: u, TARGETS }, { id: u, TARGETS }   | upstreams[1].id: u (expected: a unique id)",
        "`` | { id: u, TARGETS }, { id: u, targets: [] } | upstreams[1].id: u (expected: a unique id)",
      })
  void refusesThingsWithoutAnIdOfTheirOwn(String routes, String upstreams, String message)
      throws Exception {
    BoundDocument before = BoundDocument.of(document("", ""), Format.YAML, loader);
    Document draft = Document.of(ConfigLoader.draft(document(routes, upstreams), Format.YAML));
    List<Change> changes = before.document().changesTo(draft);
    ConfigException refused =
        catchThrowableOfType(ConfigException.class, () -> before.with(changes, loader));
    assertThat(refused).isNotNull();
    assertThat(refused.errors().toString()).contains(message);
  }

  @Test
  void tellsAllErrorsOfAThing() throws Exception {
    BoundDocument before = BoundDocument.of(document("", ""), Format.YAML, loader);
    String routes = "ROUTE id: a }, ROUTE id: a, colour: 1 }, ROUTE id: b, priority: x }";
    Document draft = Document.of(ConfigLoader.draft(document(routes, ""), Format.YAML));
    ConfigException refused =
        catchThrowableOfType(
            ConfigException.class, () -> before.with(before.document().changesTo(draft), loader));
    assertThat(refused.errors().all())
        .extracting(ConfigError::path)
        .containsExactlyInAnyOrder("routes[1].colour", "routes[1].id", "routes[2].priority");
  }
}
