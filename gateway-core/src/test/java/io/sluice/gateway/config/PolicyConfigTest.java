package io.sluice.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gateway.config.SamplePolicies.Sample;
import io.sluice.loadbalancer.BalancerSettings;
import io.sluice.loadbalancer.BuiltInPolicies;
import io.sluice.loadbalancer.LoadBalancerFactory;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Which policies a document may name, and who checks what it says of them. */
class PolicyConfigTest {
  private static final String DOCUMENT =
      SampleDocuments.MINIMAL
          + """
          upstreams:
            - id: users
              targets: [ { address: "127.0.0.1:9001" } ]
              load_balancer: %s
          """;

  private static LoadBalancerConfig balancer(String given) throws ConfigException {
    return SampleDocuments.loader()
        .parse(DOCUMENT.formatted(given), Format.YAML)
        .upstreams()
        .get(0)
        .loadBalancer();
  }

  private static String errors(String given) {
    return SampleDocuments.errors(DOCUMENT.formatted(given), Format.YAML);
  }

  @ParameterizedTest
  @CsvSource({
    "round_robin, false",
    "least_request, false",
    "peak_ewma, false",
    "random, false",
    "ring_hash, true",
    "maglev, true",
    "first, false",
    "sticky, true",
  })
  void everyPolicyIsFoundByItsName(String name, boolean hashes) throws Exception {
    PolicyConfig policy = balancer("{ policy: " + name + " }").policy();

    assertThat(policy.name()).isEqualTo(name).isEqualTo(policy.factory().policy());
    assertThat(policy.hashes()).isEqualTo(hashes);
  }

  @Test
  void thoseOfTheGatewayAreTheSameInAllDocuments() throws Exception {
    assertThat(balancer("{ policy: maglev }")).isEqualTo(balancer("{ policy: maglev }"));
    assertThat(balancer("{}").policy().factory()).isSameAs(BuiltInPolicies.all().get(0));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          { policy: round_robbin } | policy: round_robbin (expected: round_robin, least_request, \
          peak_ewma, random, ring_hash, maglev, first or sticky; did you mean round_robin?)
          { policy: stick }        | policy: stick (expected: round_robin, least_request, \
          peak_ewma, random, ring_hash, maglev, first or sticky; did you mean sticky?)
          { policy: [ maglev ] }   | policy: a list (expected: round_robin, least_request, \
          peak_ewma, random, ring_hash, maglev, first or sticky)
          """)
  void refusesAnyOtherName(String given, String message) {
    assertThat(errors(given)).isEqualTo("upstreams[0].load_balancer." + message + " (line 7)");
  }

  @Test
  void tellsAnUnknownNameTogetherWithAllOtherErrors() {
    String more = "routes: [ { id: r, upstream: nobody, filters: [ { name: nothing } ] } ]\n";

    assertThat(SampleDocuments.errors(DOCUMENT.formatted("{ policy: x }") + more, Format.YAML))
        .contains("upstreams[0].load_balancer.policy: x (expected: ")
        .contains("routes[0].upstream: ")
        .contains("routes[0].filters[0].name: ");
  }

  @Test
  void aPluginsPolicyThatHashesTakesWhatGoesWithIt() throws Exception {
    LoadBalancerConfig sticky =
        balancer("{ policy: sticky, hash_on: { source: path }, hash_balance_factor: 125 }");

    assertThat(sticky.hashOn()).isNotNull();
    assertThat(sticky.hashBalanceFactor()).isEqualTo(125);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          hash_on: { source: path } | hash_on: given with policy first (expected: only with a \
          policy that hashes, such as ring_hash or maglev)
          hash_balance_factor: 125  | hash_balance_factor: 125 (expected: 0 with a policy that \
          does not hash)
          """)
  void aPluginsPolicyThatDoesNotHashRefusesIt(String option, String message) {
    assertThat(errors("{ policy: first, " + option + " }"))
        .isEqualTo("upstreams[0].load_balancer." + message + " (line 7)");
  }

  @Test
  void whatOnlyThePluginRefusesIsToldAtItsKey() {
    assertThat(errors("{ policy: sticky, hash_balance_factor: 101 }"))
        .isEqualTo(
            "upstreams[0].load_balancer.hash_balance_factor: 101 (expected: more room) (line 7)");
  }

  static List<Throwable> failures() {
    return List.of(
        new UnsupportedOperationException("not yet"),
        new NoClassDefFoundError("com/example/Missing"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void aPolicyThatCannotBeMadeIsAnErrorAtItsPlace(Throwable failure) {
    Consumer<BalancerSettings> broken =
        settings -> {
          if (failure instanceof Error error) {
            throw error;
          }
          throw (RuntimeException) failure;
        };
    ConfigLoader loader =
        new ConfigLoader(
            plugins(new Sample("broken", false, broken)), name -> null, OutsideChecks.NONE);

    assertThatThrownBy(() -> loader.parse(DOCUMENT.formatted("{ policy: broken }"), Format.YAML))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith(
            "upstreams[0].load_balancer.policy: broken cannot be made: " + failure + " at ");
  }

  @Test
  void mayComeFromTheEnvironment() throws Exception {
    assertThat(balancer("{ policy: '${NOPE:first}' }").policy().name()).isEqualTo("first");
  }

  @ParameterizedTest
  @CsvSource({"round_robin", "maglev"})
  void refusesAPluginWithANameOfTheGateway(String name) {
    Plugins taken = plugins(new Sample(name, false, settings -> {}));

    assertThatThrownBy(() -> new Binder(taken, variable -> null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("policy " + name + ": ");
  }

  @Test
  void theSchemaListsThem() {
    String policies =
        ConfigSchema.tree(SampleDocuments.PLUGINS)
            .at("/properties/upstreams/items/properties/load_balancer/properties/policy/anyOf/0")
            .toString();

    assertThat(policies)
        .isEqualTo(
            "{\"enum\":[\"round_robin\",\"least_request\",\"peak_ewma\",\"random\",\"ring_hash\","
                + "\"maglev\",\"first\",\"sticky\"]}");
  }

  private static Plugins plugins(LoadBalancerFactory... policies) {
    return new Plugins(List.of(), List.of(), List.of(policies));
  }
}
