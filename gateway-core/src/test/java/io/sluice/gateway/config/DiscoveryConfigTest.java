package io.sluice.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sluice.gateway.api.DiscoveryContext;
import io.sluice.gateway.api.DiscoveryFactory;
import io.sluice.gateway.api.Option;
import io.sluice.gateway.config.DnsDiscoveryConfig.RecordType;
import io.sluice.gateway.config.SampleDiscoveries.PhoneBook;
import io.sluice.loadbalancer.Address;
import io.sluice.loadbalancer.Discovery;
import io.sluice.loadbalancer.StaticDiscovery;
import io.sluice.loadbalancer.consul.ServiceQuery;
import java.time.Duration;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which options stand beside the type of a discovery, and who checks them. */
class DiscoveryConfigTest {
  private static final String DOCUMENT =
      SampleDocuments.MINIMAL
          + """
          upstreams:
            - id: users
              discovery: %s
          """;

  @Test
  void aServiceOfConsulNeedsItsNameAlone() throws Exception {
    DiscoveryConfig discovery = discovery("{ type: consul, service: users }");

    assertThat(discovery)
        .isEqualTo(
            new DiscoveryConfig(
                "consul", null, new ConsulDiscoveryConfig("users", List.of(), true, "", true, "")));
    assertThat(upstream("{ type: consul, service: users }").targets()).isEmpty();
  }

  @Test
  void aServiceOfConsulTakesWhatItLacksFromTheConsulSection() {
    ConsulConfig section = new ConsulConfig("http://a:1", "secret", "dc1", 96, "");
    var plain = new ConsulDiscoveryConfig("s", List.of("b", "a"), false, "", false, "");
    var own = new ConsulDiscoveryConfig("s", List.of(), true, "dc2", true, "other");

    assertThat(plain.query(section))
        .isEqualTo(new ServiceQuery("s", List.of("a", "b"), false, false, "dc1", "secret"));
    assertThat(own.query(section))
        .isEqualTo(new ServiceQuery("s", List.of(), true, true, "dc2", "other"));
  }

  @Test
  void aNameInTheDnsNeedsAPort() throws Exception {
    assertThat(discovery("{ type: dns, name: users.internal, port: 8080 }").options())
        .isEqualTo(
            new DnsDiscoveryConfig("users.internal", 8080, RecordType.A, Duration.ZERO, List.of()));
  }

  @Test
  void aNameOfServiceRecordsNeedsNone() throws Exception {
    String given =
        "{ type: dns, name: _http._tcp.users.internal., record: srv, refresh: 5s,"
            + " servers: [ '10.0.0.2:53', '[::1]:5353' ] }";

    assertThat(discovery(given).options())
        .isEqualTo(
            new DnsDiscoveryConfig(
                "_http._tcp.users.internal.",
                0,
                RecordType.SRV,
                Duration.ofSeconds(5),
                List.of(new Address("10.0.0.2", 53), new Address("::1", 5353))));
  }

  @Test
  void aPluginsTypeTakesItsOwnOptions() throws Exception {
    assertThat(discovery("{ type: phone_book, page: 7 }"))
        .isEqualTo(
            new DiscoveryConfig("phone_book", SampleDiscoveries.ALL.get(0), new PhoneBook(7, "")));
  }

  @Test
  void tokensAreNeverShown() throws Exception {
    String document =
        DOCUMENT.formatted("{ type: consul, service: users, token: HUNTER2 }")
            + "consul: { token: HUNTER3 }";

    assertThat(SampleDocuments.loader().parse(document, Format.YAML).toString())
        .contains("service=users")
        .doesNotContain("HUNTER");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{ type: consul, service: users, token: 'HUNTER2 ' }",
        "{ type: phone_book, page: 7, key: [ HUNTER2 ] }",
        "{ type: phone_book, page: 13, key: HUNTER2 }",
        "HUNTER2",
        "[ HUNTER2 ]",
      })
  void secretsAreNeverRepeated(String discovery) {
    assertThat(SampleDocuments.errors(DOCUMENT.formatted(discovery), Format.YAML))
        .contains("upstreams[0].discovery", "(expected: ")
        .doesNotContain("HUNTER");
  }

  static List<Throwable> failures() {
    return List.of(
        new NullPointerException("no such thing"),
        new NoClassDefFoundError("com/example/Missing"),
        new ServiceConfigurationError("a provider is not there"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void aDiscoveryThatCannotBeMadeIsAnErrorAtItsPlace(Throwable failure) {
    assertThat(refusal((book, context) -> thrown(failure)))
        .startsWith(
            "upstreams[0].discovery: discovery directory cannot be made: " + failure + " at ")
        .contains("DiscoveryConfigTest")
        .endsWith("(line 6)");
  }

  @Test
  @SuppressWarnings("NullAway") // the mistake under test
  void aFactoryThatMakesNothingIsAnError() {
    assertThat(refusal((book, context) -> null))
        .startsWith("upstreams[0].discovery: discovery directory cannot be made: ")
        .contains("no discovery");
  }

  @Test
  void aCheckThatKeepsTheClockReadsTheSystemsOne() throws Exception {
    long[] seen = new long[1];

    loader(
            (book, context) -> {
              seen[0] = context.ticker().nanos();
              return new StaticDiscovery(List.of());
            })
        .parse(DOCUMENT.formatted("{ type: directory, page: 1 }"), Format.YAML);

    assertThat(System.nanoTime() - seen[0]).isNotNegative();
  }

  record Typed(@Option("It stands in its own way.") String type) {}

  @ParameterizedTest
  @ValueSource(strings = {"consul", "dns", "static"})
  void refusesAPluginWithATypeOfTheGateway(String type) {
    var taken = new SampleDiscoveries.Sample<>(type, PhoneBook.class, DiscoveryConfigTest::nothing);

    assertThatThrownBy(() -> new Binder(plugins(taken), name -> null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("discovery " + type + ": ");
  }

  @Test
  void refusesTwoPluginsOfOneType() {
    DiscoveryFactory<?> twice = SampleDiscoveries.ALL.get(0);

    assertThatThrownBy(() -> new Binder(plugins(twice, twice), name -> null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("discovery phone_book: ");
  }

  @Test
  void refusesOptionsThatHideTheType() {
    var typed = new SampleDiscoveries.Sample<>("typed", Typed.class, DiscoveryConfigTest::nothing);

    assertThatThrownBy(() -> new Binder(plugins(typed), name -> null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Typed.type (expected: another name");
  }

  private static <C> Discovery nothing(C config, DiscoveryContext context) {
    return new StaticDiscovery(List.of());
  }

  private static Plugins plugins(DiscoveryFactory<?>... factories) {
    return new Plugins(List.of(), List.of(factories), List.of());
  }

  private static ConfigLoader loader(
      BiFunction<PhoneBook, DiscoveryContext, @Nullable Discovery> creation) {
    return new ConfigLoader(
        plugins(new SampleDiscoveries.Sample<>("directory", PhoneBook.class, creation)),
        name -> null,
        OutsideChecks.NONE);
  }

  private static String refusal(
      BiFunction<PhoneBook, DiscoveryContext, @Nullable Discovery> creation) {
    String document = DOCUMENT.formatted("{ type: directory, page: 1 }");
    return catchThrowableOfType(
            ConfigException.class, () -> loader(creation).parse(document, Format.YAML))
        .errors()
        .toString();
  }

  private static Discovery thrown(Throwable failure) {
    if (failure instanceof Error error) {
      throw error;
    }
    throw (RuntimeException) failure;
  }

  private static UpstreamConfig upstream(String discovery) throws ConfigException {
    return SampleDocuments.loader()
        .parse(DOCUMENT.formatted(discovery), Format.YAML)
        .upstreams()
        .get(0);
  }

  private static DiscoveryConfig discovery(String given) throws ConfigException {
    DiscoveryConfig discovery = upstream(given).discovery();
    assertThat(discovery).isNotNull();
    return discovery;
  }
}
