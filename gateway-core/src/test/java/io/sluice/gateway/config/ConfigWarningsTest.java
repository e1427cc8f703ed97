package io.sluice.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.FilterContext;
import io.sluice.gateway.api.FilterFactory;
import io.sluice.gateway.api.FilterPlace;
import io.sluice.gateway.api.Option;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
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
    assertThat(warnings("")).containsExactly("routes: there are none, so every answer is 404");
  }

  @Test
  void keysAndHashesThatAreSoonGuessedAreNamed() throws Exception {
    String document =
        """
        routes: [ { id: r, upstream: a } ]
        consumers:
          - id: ann
            credentials:
              - { key: 0123456789abcdef }
              - { key: short }
              - { username: ann, password_hash: "$2b$10$%1$s" }
              - { username: annie, password_hash: "$2b$04$%1$s" }
              - { username: anna, password_hash: "$argon2id$v=19$m=1024,t=1,p=1$%2$s$%2$s" }
              - { username: anne, password_hash: "$argon2id$v=19$m=19456,t=2,p=1$%2$s$%2$s" }
        upstreams: [ { id: a, targets: [ { address: "127.0.0.1:1" } ] } ]
        """
            .formatted("a".repeat(53), "a".repeat(22));

    assertThat(warnings(document))
        .containsExactly(
            "consumers[0].credentials[1].key: of 5 characters is soon guessed"
                + " (openssl rand -hex 24 makes one)",
            "consumers[0].credentials[3].password_hash: of bcrypt's cost 04 is soon guessed"
                + " (sluice hash password makes a better one)",
            "consumers[0].credentials[4].password_hash: of argon2's m=1024,t=1 is soon guessed"
                + " (sluice hash password makes a better one)");
  }

  @Test
  void anUpstreamThatNoRouteUsesIsNamed() throws Exception {
    assertThat(warnings("routes: [ { id: r, upstream: a } ]\n" + UPSTREAMS))
        .containsExactly("upstreams[1]: no route uses b");
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
                "routes[0].match.methods: without OPTIONS beside GET, POST no preflight request"
                    + " gets to cors")
            : List.of();

    assertThat(warnings(route.formatted(methods, filters))).isEqualTo(expected);
    String shared = "\ndefault_filters: " + filters;
    assertThat(warnings(route.formatted(methods, "[]") + shared)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "match: { hosts: [a, B], methods: [GET, PUT] } | match: { methods: [PUT, GET], hosts: [b, a] } | true",
        "match: { path: { prefix: /a } } | match: { path: { prefix: /a } } | true",
        "match: {} | priority: 0 | true",
        "match: { path: { prefix: /a } } | match: { path: { exact: /a } } | false",
        "match: {} | priority: 1 | false",
        "match: {} | enabled: false | false",
        "enabled: false | match: {} | false",
      })
  void ofTwoRoutesWithOneMatchTheFirstWins(String first, String second, boolean warned)
      throws Exception {
    String routes =
        "routes: [ { id: r, direct_response: {}, %s }, { id: s, direct_response: {}, %s } ]";

    assertThat(warnings(routes.formatted(first, second)))
        .isEqualTo(
            warned
                ? List.of(
                    "routes[1].match: the match and priority are those of routes[0]; the first in"
                        + " the config wins, so r gets every request and s none")
                : List.of());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{ prefix: /users } | /user | /users",
        "{ exact: /users } | /users/7 | /users",
        "{ prefix: /v1/users } | /users/ | /v1/users",
        "'{ template: \"/v1/{id}/x\" }' | /v1/a/b/c | '/v1/{id}/x'",
        "'{ template: \"/v1/{id}\" }' | /v2 | '/v1/{id}'",
        "{ prefix: /users } | /users | ''",
        "{ prefix: /users/ } | /users | ''",
        "{ prefix: / } | /users | ''",
        "{ prefix: /users } | /users/v1 | ''",
        "{ exact: /users/7 } | /users | ''",
        "'{ template: \"/v1/{id}\" }' | /v1/7 | ''",
        "'{ template: \"/v1/{*rest}\" }' | /v1/a/b | ''",
        "'{ regex: \"/a.*\" }' | /b | ''",
      })
  void aPrefixThatNoPathOfTheRouteHasIsNeverStripped(String path, String prefix, String shown)
      throws Exception {
    String route =
        "routes: [ { id: r, upstream: a, match: { path: %s }, rewrite: { strip_prefix: %s } },"
            + " { id: s, upstream: b } ]\n";

    assertThat(warnings(route.formatted(path, prefix) + UPSTREAMS))
        .isEqualTo(
            shown.isEmpty()
                ? List.of()
                : List.of(
                    "routes[0].rewrite.strip_prefix: "
                        + prefix
                        + " is no prefix of the route's path, "
                        + shown
                        + ", and never there"));
  }

  @ParameterizedTest
  @CsvSource({"2s, 3s, true", "3s, 3s, false", "0, 3s, false", "2s, 0, false"})
  void anAttemptThatMayTakeLongerThanTheExchange(String whole, String attempt, boolean warned)
      throws Exception {
    String routes =
        "routes: [ { id: r, weighted_upstreams: [ { upstream: a, weight: 1 }, { upstream: b, weight: 1 } ],"
            + " timeout: { request: %s }, retry: { per_try_timeout: %s } } ]\n";

    assertThat(warnings(routes.formatted(whole, attempt) + UPSTREAMS))
        .isEqualTo(
            warned
                ? List.of(
                    "routes[0].retry.per_try_timeout: 3s is longer than timeout.request, 2s, which"
                        + " ends the exchange first")
                : List.of());
  }

  @Test
  void anUpstreamWithoutWeightTakesNothing() throws Exception {
    String document =
        """
        routes: [ { id: r, upstream: a } ]
        upstreams:
          - id: a
            targets: [ { address: "127.0.0.1:1", weight: 0 }, { address: "127.0.0.1:2", weight: 0 } ]
        """;

    assertThat(warnings(document))
        .containsExactly("upstreams[0].targets: every weight of a is 0, so its requests get 503");
    assertThat(warnings(document.replace("2\", weight: 0", "2\", weight: 1"))).isEmpty();
  }

  @Test
  void aDiscoveryMayFindNothingYet() throws Exception {
    String document =
        """
        routes: [ { id: r, upstream: a } ]
        upstreams: [ { id: a, discovery: { type: consul, service: a } } ]
        """;

    assertThat(warnings(document)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "policy: ring_hash | true",
        "policy: maglev | true",
        "policy: random | false",
        "policy: maglev, hash_on: { source: path } | false",
      })
  void aPolicyThatHashesNeedsSomethingToHash(String balancer, boolean warned) throws Exception {
    String document =
        """
        routes: [ { id: r, upstream: a } ]
        upstreams: [ { id: a, targets: [ { address: 'a:1' } ], load_balancer: { %s } } ]
        """;

    assertThat(warnings(document.formatted(balancer)))
        .isEqualTo(
            warned
                ? List.of(
                    "upstreams[0].load_balancer: "
                        + balancer.substring("policy: ".length())
                        + " without hash_on: each request goes anywhere")
                : List.of());
  }

  @Test
  void somebodyMayChangeThings() throws Exception {
    String token = "{ name: eyes, role: viewer, token: 0123456789abcdef }";
    String document = "routes: [ { id: r, direct_response: {} } ]\nadmin: { tokens: [ %s ] }\n";
    assertThat(warnings(document.formatted(token)))
        .containsExactly("admin.tokens: none is an admin's, so nobody may change anything");
    assertThat(warnings(document.formatted(token.replace("viewer", "admin")))).isEmpty();
  }

  @Test
  void anUpstreamThatAFilterAsksIsUsed() throws Exception {
    String document =
        """
        routes: [ { id: r, direct_response: {}, filters: [ { name: other, config: { upstream: b } } ] } ]
        upstreams: [ { id: a, targets: [ { address: 'a:1' } ] }, { id: b, targets: [ { address: 'a:1' } ] } ]
        """;
    assertThat(warnings(document)).containsExactly("upstreams[0]: no route uses a");
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
        .contains("upstreams[99]: no route uses u99")
        .endsWith("and: 50 more warnings");
  }

  private static List<String> warnings(String document) throws ConfigException {
    return parsed(SampleDocuments.MINIMAL + document);
  }

  private static List<String> parsed(String document) throws ConfigException {
    List<FilterFactory<?>> filters = new ArrayList<>(SampleFilters.ALL);
    filters.add(new Other());
    filters.add(new Weak());
    filters.add(new Placed());
    filters.add(new SampleFilters.Sample<>("cors", "Stands for it.", SampleFilters.Nest.class));
    GatewayConfig config =
        new ConfigLoader(filters, SampleDocuments.ENVIRONMENT::get).parse(document, Format.YAML);
    return ConfigWarnings.of(config).stream().map(ConfigWarning::toString).toList();
  }

  @Test
  void whatAFilterFindsWeakIsNamedAtItsOption() throws Exception {
    String document =
        """
        routes:
          - { id: r, upstream: a, filters: [ { name: weak, config: { upstream: said } } ] }
          - { id: s, upstream: a, filters: [ { name: weak, config: { upstream: broken } } ] }
          - { id: t, upstream: a,
              filters: [ { name: weak, enabled: false, config: { upstream: said } } ] }
        upstreams: [ { id: a, targets: [ { address: "127.0.0.1:1" } ] } ]
        """;

    assertThat(warnings(document))
        .contains("routes[0].filters[0].config.upstream: weak (choose another)")
        .noneMatch(warning -> warning.startsWith("routes[1].filters"))
        .noneMatch(warning -> warning.startsWith("routes[2].filters"));
  }

  /** Each filter hears of those in front of it, the default ones included, and of no others. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[] | [ told ] | [] | routes[0] NONE",
        "[] | [ consumers, told ] | [ told ] | routes[0] CONSUMERS, routes[1] NONE",
        "[] | [ anybody, consumers, told ] | [] | routes[0] ANYBODY",
        "[] | [ told, anybody ] | [ anybody, told ] | routes[0] NONE, routes[1] ANYBODY",
        "[] | [ off, told ] | [] | routes[0] NONE",
        "[] | [ broken, told ] | [] | routes[0] ANYBODY",
        "[ consumers ] | [ told ] | [ anybody, told ] | routes[0] CONSUMERS, routes[1] ANYBODY",
        "[ told ] | [ anybody ] | [ anybody ] | default_filters[0] NONE",
      })
  void whatAFilterFindsWeakGoesByWhatStandsInFront(
      String defaults, String first, String second, String expected) throws Exception {
    String document =
        "default_filters: %s\nroutes: [ { id: r, direct_response: {}, filters: %s },"
            + " { id: s, match: { methods: [GET] }, direct_response: {}, filters: %s } ]";

    assertThat(warnings(document.formatted(chain(defaults), chain(first), chain(second))))
        .extracting(warning -> warning.replaceAll("(]).*in front: (.*), proxies: .*", "$1 $2"))
        .containsExactlyElementsOf(List.of(expected.split(", ")));
  }

  private static String chain(String words) {
    return words
        .replaceAll("[a-z]+", "{ name: placed, config: { upstream: $0 } }")
        .replace("config: { upstream: off }", "enabled: false, config: { upstream: anybody }");
  }

  @Test
  void whatAFilterFindsWeakGoesByTheWholeConfig() throws Exception {
    String document =
        """
        listeners:
          - { id: open, bind: "127.0.0.1:0" }
          - { id: behind, bind: "127.0.0.1:0", trusted_proxies: [10.0.0.0/8] }
        default_filters: [ { name: placed, config: { upstream: told } } ]
        consumers: [ { id: ann }, { id: bob, labels: { plan: gold } } ]
        routes: [ { id: r, direct_response: {} }, { id: s, priority: 1, direct_response: {} } ]
        """;

    assertThat(parsed(document))
        .containsExactly(
            "default_filters[0].config: in front: NONE, proxies: true, consumers: [ann, bob]");
    assertThat(parsed(document.replace(", trusted_proxies: [10.0.0.0/8]", "")))
        .containsExactly(
            "default_filters[0].config: in front: NONE, proxies: false, consumers: [ann, bob]");
  }

  /** Tells its place, or is one that says who calls. */
  private static final class Placed implements FilterFactory<OtherConfig> {

    @Override
    public String name() {
      return "placed";
    }

    @Override
    public String description() {
      return "Tells its place.";
    }

    @Override
    public Class<OtherConfig> configType() {
      return OtherConfig.class;
    }

    @Override
    public FilterPlace.Callers callers(OtherConfig config) {
      return switch (config.upstream()) {
        case "consumers" -> FilterPlace.Callers.CONSUMERS;
        case "anybody" -> FilterPlace.Callers.ANYBODY;
        case "broken" -> throw new IllegalArgumentException("broken");
        default -> FilterPlace.Callers.NONE;
      };
    }

    @Override
    public List<String> warnings(OtherConfig config, FilterPlace place) {
      return config.upstream().equals("told")
          ? List.of(
              "in front: %s, proxies: %s, consumers: %s"
                  .formatted(
                      place.callers(), place.trustsProxies(), new TreeSet<>(place.consumers())))
          : List.of();
    }

    @Override
    public Filter create(OtherConfig config, FilterContext context) {
      return new Filter() {};
    }
  }

  /** Finds its config weak, or cannot tell. */
  private static final class Weak implements FilterFactory<OtherConfig> {

    @Override
    public String name() {
      return "weak";
    }

    @Override
    public String description() {
      return "Is weak.";
    }

    @Override
    public Class<OtherConfig> configType() {
      return OtherConfig.class;
    }

    @Override
    public List<String> warnings(OtherConfig config, FilterPlace place) {
      if (config.upstream().equals("broken")) {
        throw new IllegalArgumentException("broken");
      }
      return List.of("upstream: weak (choose another)");
    }

    @Override
    public Filter create(OtherConfig config, FilterContext context) {
      return new Filter() {};
    }
  }

  /** Asks another upstream than its route does. */
  public record OtherConfig(@Option("Its id.") String upstream) {}

  private static final class Other implements FilterFactory<OtherConfig> {
    @Override
    public String name() {
      return "other";
    }

    @Override
    public String description() {
      return "Asks another upstream.";
    }

    @Override
    public Class<OtherConfig> configType() {
      return OtherConfig.class;
    }

    @Override
    public Set<String> upstreams(OtherConfig config) {
      return Set.of(config.upstream());
    }

    @Override
    public Filter create(OtherConfig config, FilterContext context) {
      return new Filter() {};
    }
  }
}
