package io.sluice.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.api.FilterFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigWarningsTest {
  private static final String UPSTREAMS =
      """
      upstreams:
        - { id: a, targets: [ { address: "127.0.0.1:1" } ] }
        - { id: b, targets: [ { address: "127.0.0.1:1" } ] }
      """;

  @Test
  void aConfigWithoutRoutesAnswersNothing() throws Exception {
    assertThat(warnings(""))
        .containsExactly("routes: none (expected: at least one; all answers are 404)");
  }

  @Test
  void anUpstreamThatNoRouteUsesIsNamed() throws Exception {
    assertThat(warnings("routes: [ { id: r, upstream: a } ]\n" + UPSTREAMS))
        .containsExactly("upstreams[1]: b (expected: a route that uses it)");
  }

  @Test
  void splitsAndRoutesThatAreSwitchedOffUseTheirUpstreams() throws Exception {
    String routes =
        """
        routes:
          - { id: r, enabled: false, upstream: a }
          - { id: s, weighted_upstreams: [ { upstream: b, weight: 1 } ] }
        """;

    assertThat(warnings(routes + UPSTREAMS)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[GET, POST] | [ { name: cors } ] | true",
        "[GET, OPTIONS] | [ { name: cors } ] | false",
        "[] | [ { name: cors } ] | false",
        "[GET] | [ { name: cors, enabled: false } ] | false",
        "[GET] | [] | false",
      })
  void aCorsFilterNeedsOptionsToReachIt(String methods, String filters, boolean warned)
      throws Exception {
    String route =
        "routes: [ { id: r, match: { methods: %s }, direct_response: {}, filters: %s } ]";
    List<String> expected =
        warned
            ? List.of(
                "routes[0].match.methods: GET, POST (expected: OPTIONS too; without it no preflight"
                    + " request gets to cors)")
            : List.of();

    assertThat(warnings(route.formatted(methods, filters))).isEqualTo(expected);
    String shared = "\ndefault_filters: " + filters;
    assertThat(warnings(route.formatted(methods, "[]") + shared)).isEqualTo(expected);
  }

  @Test
  void ofVeryManyOnlyTheFirstAreTold() throws Exception {
    StringBuilder document =
        new StringBuilder("routes: [ { id: r, direct_response: {} } ]\nupstreams:\n");
    for (int i = 0; i < 150; i++) {
      document.append("- { id: u" + i + ", targets: [ { address: 'a:1' } ] }\n");
    }

    assertThat(warnings(document.toString()))
        .hasSize(101)
        .contains("upstreams[99]: u99 (expected: a route that uses it)")
        .endsWith("and: 50 more warnings");
  }

  private static List<String> warnings(String document) throws ConfigException {
    List<FilterFactory<?>> filters = new ArrayList<>(SampleFilters.ALL);
    filters.add(new SampleFilters.Sample<>("cors", "Stands for it.", SampleFilters.Nest.class));
    GatewayConfig config =
        new ConfigLoader(filters, SampleDocuments.ENVIRONMENT::get)
            .parse(SampleDocuments.MINIMAL + document, Format.YAML);
    return ConfigWarnings.of(config).stream().map(ConfigWarning::toString).toList();
  }
}
