package io.sluice.filters;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.config.ConfigLoader;
import io.sluice.gateway.config.ConfigWarning;
import io.sluice.gateway.config.ConfigWarnings;
import io.sluice.gateway.config.Format;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a filter warns of that its own config does not show. */
class ChainWarningsTest {
  private static final String CONSUMERS =
      """
      consumers:
        - id: ann
          credentials:
            - { key: k-0123456789abcdef0123 }
            - { username: ann, password_hash: "$2b$10$o2115HUoHaBLfaVJXx4i4OE/P0fwwroWYlnAH3mAWyGmg8ByS5zzm" }
            - { key_id: k, secret: kT3vQ9xZ1mN7bR5wY2cJ8dL4fH6gS0pA }
            - { certificate_name: "DNS:ann.example.org" }
      """;
  private static final String JWT =
      "name: jwt_auth, config: { keys: [ { algorithm: HS256, secret: 0123456789abcdef0123456789abcdef } ],"
          + " issuer: a, audience: a%s }";
  private static final String LINKS =
      "name: signed_url, config: { keys: [ { id: web, secret: 0123456789abcdef0123456789abcdef%s } ] }";

  /** Ways to find out who calls; of each what stands in a chain in braces. */
  private static String way(String name) {
    return switch (name) {
      case "jwt" -> JWT.formatted("");
      case "jwt_known" -> JWT.formatted(", known_consumers: true");
      case "oidc" ->
          "name: oidc, config: { issuer: 'https://a', client_id: a, redirect_uri_base: 'https://b',"
              + " cookie_secret: an-example-of-a-secret-with-48-random-characters }";
      case "links" -> LINKS.formatted("");
      case "links_of_ann" -> LINKS.formatted(", consumer: ann");
      case "forward_auth" -> "name: forward_auth, config: { upstream: a }";
      case "any_of_keys" -> "name: any_of, config: { filters: [ { name: key_auth } ] }";
      case "any_of_both" ->
          "name: any_of, config: { filters: [ { name: key_auth }, { " + way("jwt") + " } ] }";
      case "any_of_keys_jwt_off" ->
          "name: any_of, config: { filters: [ { name: key_auth }, { enabled: false, "
              + way("jwt")
              + " } ] }";
      default -> "name: " + name;
    };
  }

  private static List<String> warnings(String document) throws Exception {
    return warnings(CONSUMERS, document);
  }

  private static List<String> warnings(String consumers, String document) throws Exception {
    String whole =
        (document.contains("listeners:")
                ? ""
                : "listeners: [ { id: http, bind: '127.0.0.1:0', trusted_proxies: [10.0.0.0/8] } ]\n")
            + consumers
            + "\nupstreams: [ { id: a, targets: [ { address: 'a:1' } ] }%s ]\n"
                .formatted(
                    document.contains("upstream: b")
                        ? ", { id: b, targets: [ { address: 'b:1' } ] }"
                        : "")
            + document;
    return ConfigWarnings.of(
            new ConfigLoader(FactoriesTest.factories(), name -> null).parse(whole, Format.YAML))
        .stream()
        .map(ConfigWarning::toString)
        .toList();
  }

  private static List<String> ofRoute(String filters) throws Exception {
    return warnings("routes: [ { id: r, upstream: a, filters: [ " + filters + " ] } ]");
  }

  // ---- cache

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "name: key_auth",
        "name: acl, config: { allow: [ { anonymous: true } ] }",
        "name: ip_restriction, config: { deny: [10.0.0.0/8] }",
      })
  void whatDecidesWhoMayHaveTheAnswerBelongsInFrontOfTheCache(String guard) throws Exception {
    String warned = "stands behind a filter that answers with what it has stored";
    String cache = "{ name: cache }";
    String route = "routes: [ { id: r, upstream: a, filters: [ %s ] } ]";
    String inFront = route.formatted("{ " + guard + " }, " + cache);
    assertThat(warnings(inFront)).noneMatch(each -> each.contains(warned));
    assertThat(warnings(route.formatted(cache + ", { " + guard + " }")))
        .anyMatch(each -> each.startsWith("routes[0].filters[1]: " + warned));
    assertThat(
            warnings(
                "default_filters: [ %s ]\n".formatted(cache)
                    + route.formatted("{ " + guard + " }")))
        .anyMatch(each -> each.startsWith("routes[0].filters[0]: " + warned));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{ name: cache, config: { max_body_size: 256KiB, key: { consumer: true } } }"
            + " | routes[0].filters[0].config.key.consumer: no filter in front says",
        "{ name: key_auth }, { name: cache, config: { max_body_size: 256KiB, key: { consumer: true } } } |",
        "{ name: cache, config: { max_body_size: 257KiB } }"
            + " | routes[0].filters[0].config.max_body_size: 263168 bytes are more than a quarter",
        "{ name: fallback, config: { stale: true } }, { name: cache, config: { max_body_size: 256KiB } } |",
        "{ name: fallback, config: { stale: true } }, { name: cache, enabled: false }"
            + " | routes[0].filters[0].config.stale: no filter behind stores anything",
        "{ name: cache, config: { max_body_size: 256KiB } }, { name: fallback, config: { stale: true } }"
            + " | routes[0].filters[1].config.stale: no filter behind stores anything",
        "{ name: fallback, config: { upstream: b } }, { name: cache, config: { max_body_size: 256KiB } }"
            + " | routes[0].filters[0].config.upstream: a cache behind",
        "{ name: cache, config: { max_body_size: 256KiB } }, { name: fallback, config: { upstream: b } } |",
        "{ name: circuit_breaker }, { name: cache, config: { max_body_size: 256KiB } }"
            + " | routes[0].filters[0].config: stands in front of a cache",
        "{ name: cache, config: { max_body_size: 256KiB } }, { name: circuit_breaker } |",
      })
  void whatChangesNothingAtACacheIsSaid(String filters, @Nullable String warned) throws Exception {
    List<String> all =
        warnings(
            "cache: { memory: { size: 1MiB } }\nroutes: [ { id: r, upstream: a, filters: [ %s ] } ]"
                .formatted(filters));
    if (warned == null) {
      assertThat(all).isEmpty();
    } else {
      assertThat(all).singleElement().asString().startsWith(warned);
    }
  }

  @Test
  void aDefaultFallbackUsesWhatRoutesStore() throws Exception {
    String document =
        """
        default_filters: [ { name: fallback, config: { stale: true } } ]
        routes: [ { id: r, upstream: a, filters: [ %s ] } ]
        """;
    assertThat(warnings(document.formatted("{ name: cache }"))).isEmpty();
    assertThat(warnings(document.formatted("")))
        .singleElement()
        .asString()
        .startsWith("default_filters[0].config.stale: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"disk: { path: d }", "warm_up: { urls: [/a] }"})
  void settingsOfACacheThatNobodyHas(String settings) throws Exception {
    String document =
        "cache: { " + settings + " }\nroutes: [ { id: r, upstream: a, filters: [ %s ] } ]";
    assertThat(warnings(document.formatted("{ name: cache }"))).isEmpty();
    assertThat(warnings(document.formatted("{ name: cache, enabled: false }")))
        .containsExactly("cache: no filter of any route stores anything (add cache)");
  }

  // ---- acl

  @ParameterizedTest
  @ValueSource(
      strings = {
        "key_auth",
        "basic_auth",
        "hmac_auth",
        "mtls",
        "jwt",
        "jwt_known",
        "oidc",
        "links",
        "links_of_ann",
        "forward_auth",
        "any_of_keys",
        "any_of_both",
        "any_of_keys_jwt_off",
      })
  void anAclBehindWhatFindsOutWhoCallsIsSound(String name) throws Exception {
    String acl = "{ name: acl, config: { allow: [ { consumers: [ann] } ] } }";
    String way = "{ " + way(name) + " }";

    assertThat(
            ofRoute(
                way + ", { name: cors, config: { allow_origins: ['https://a.test'] } }, " + acl))
        .isEmpty();
    assertThat(
            warnings(
                "default_filters: [ %s ]\nroutes: [ { id: r, upstream: a, filters: [ %s ] } ]"
                    .formatted(way, acl)))
        .isEmpty();
    String off = "{ enabled: false, " + way(name) + " }";
    for (String chain : List.of(acl, acl + ", " + way, off + ", " + acl)) {
      assertThat(ofRoute(chain))
          .singleElement()
          .asString()
          .startsWith("routes[0].filters[" + (chain.startsWith(off) ? 1 : 0) + "].config.allow: ")
          .endsWith(
              "no filter in front says that it finds out who calls, so nobody is known and all get 403 (put one"
                  + " that authenticates in front)");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "allow: [{ consumers: [ann] }] | allow | nobody is known and all get 403",
        "deny: [{ consumers: [ann] }] | deny | nobody is known and all get 403",
        "allow: [{ consumers: [ann] }, { anonymous: true }] | allow | everybody passes, unknown",
        "'allow: [{ anonymous: true }], deny: [{ anonymous: true }]' | allow | nobody is known and all get 403",
      })
  void anAclWithNobodyToKnowSaysWhatComesOfIt(String rules, String option, String outcome)
      throws Exception {
    assertThat(ofRoute("{ name: acl, config: { " + rules + " } }"))
        .containsExactly(
            "routes[0].filters[0].config."
                + option
                + ": no filter in front says that it finds out who calls, so "
                + outcome
                + " (put one that authenticates in front)");
  }

  @Test
  void aDefaultAclWarnsOnce() throws Exception {
    String document =
        """
        default_filters: [ { name: acl, config: { allow: [ { labels: { plan: [gold] } } ] } } ]
        routes:
          - { id: r, upstream: a, filters: [ { name: key_auth } ] }
          - { id: s, match: { methods: [GET] }, upstream: a }
        """;

    assertThat(warnings(document))
        .singleElement()
        .asString()
        .startsWith("default_filters[0].config.allow: no filter in front");
  }

  @ParameterizedTest
  @CsvSource({
    "key_auth, true",
    "basic_auth, true",
    "hmac_auth, true",
    "mtls, true",
    "jwt_known, true",
    "links_of_ann, true",
    "any_of_keys, true",
    "any_of_keys_jwt_off, true",
    "jwt, false",
    "oidc, false",
    "links, false",
    "forward_auth, false",
    "any_of_both, false",
  })
  void anAclNamesNobodyWhoCannotCall(String name, boolean warned) throws Exception {
    String acl =
        "{ name: acl, config: { allow: [ { consumers: [ann, eve] } ], deny: [ { consumers: [jim] } ] } }";
    String message =
        " is no consumer of the config, and nobody else can call here, so it fits nobody"
            + " (add the consumer, or take the name out)";
    String config = "routes[0].filters[1].config.";

    assertThat(ofRoute("{ " + way(name) + " }, " + acl))
        .isEqualTo(
            warned
                ? List.of(
                    config + "allow[0].consumers[1]: eve" + message,
                    config + "deny[0].consumers[0]: jim" + message)
                : List.of());
  }

  // ---- mtls, signed_url

  @ParameterizedTest
  @CsvSource({
    "{ name: mtls }, routes[0].filters[0].config",
    "'{ name: any_of, config: { filters: [ { name: key_auth }, { name: mtls } ] } }', routes[0].filters[0].config.filters[1].config",
  })
  void certificatesNeedAProxyThatIsTrusted(String filter, String path) throws Exception {
    String routes = "routes: [ { id: r, upstream: a, filters: [ " + filter + " ] } ]\n";
    String listeners =
        "listeners: [ { id: h, bind: '127.0.0.1:0' }, { id: i, bind: '127.0.0.1:0'%s } ]";

    assertThat(warnings(routes + listeners.formatted("")))
        .containsExactly(
            path
                + ": no listener trusts a proxy, so Client-Cert is taken away from everybody and"
                + " nobody gets in by it (name the proxy that ends TLS in"
                + " listeners[].trusted_proxies)");
    assertThat(warnings(routes + listeners.formatted(", trusted_proxies: [10.0.0.0/8]"))).isEmpty();
  }

  @Test
  void linksOfNobodyLetNobodyIn() throws Exception {
    String keys =
        """
        { name: signed_url, config: { keys: [
          { id: a, secret: 0123456789abcdef0123456789abcdef },
          { id: b, secret: 0123456789abcdef0123456789abcdef, consumer: ann },
          { id: c, secret: 0123456789abcdef0123456789abcdef, consumer: eve } ] } }""";

    assertThat(ofRoute(keys))
        .containsExactly(
            "routes[0].filters[0].config.keys[2].consumer: eve is no consumer of the config, so the"
                + " key's links get 401 (add the consumer, or leave the option out)");
  }

  @ParameterizedTest
  @CsvSource({
    "key_auth, key or key_sha256",
    "basic_auth, username and password_hash",
    "hmac_auth, key_id",
    "mtls, certificate_sha256 or certificate_name",
  })
  void credentialsThatNobodyHasLetNobodyIn(String filter, String missing) throws Exception {
    String without = CONSUMERS.substring(0, CONSUMERS.indexOf("    credentials:"));
    String routes = "routes: [ { id: r, upstream: a, filters: [ { name: " + filter + " } ] } ]";
    assertThat(warnings(without, routes))
        .containsExactly(
            "routes[0].filters[0].config: no consumer of this config has "
                + missing
                + ", so nobody gets in by it (give one to consumers[].credentials)");
    assertThat(warnings(routes)).isEmpty();
  }
}
