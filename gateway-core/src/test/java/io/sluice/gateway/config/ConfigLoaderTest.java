package io.sluice.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gateway.api.ByteSize;
import io.sluice.loadbalancer.Address;
import io.sluice.loadbalancer.BuiltInPolicies;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigLoaderTest {
  private final ConfigLoader loader = SampleDocuments.loader();

  @TempDir private Path folder;

  @Test
  void readsServerAndListeners() throws Exception {
    GatewayConfig config = loader.parse(SampleDocuments.full(), Format.YAML);

    assertThat(config.server())
        .isEqualTo(
            new ServerConfig(
                2, ServerConfig.Transport.EPOLL, Duration.ofSeconds(45), Duration.ZERO, "a"));
    assertThat(config.listeners())
        .containsExactly(
            new ListenerConfig(
                "http",
                new Bind("0.0.0.0", 8080),
                List.of(Cidr.parse("10.0.0.0/8")),
                new ListenerLimits(
                    new ByteSize(16 << 10),
                    new ByteSize(64 << 10),
                    64,
                    new ByteSize(1 << 20),
                    1000),
                new ListenerTimeouts(
                    Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofMinutes(2)),
                false,
                true));
    assertThat(config.admin())
        .isEqualTo(new AdminConfig(new Bind("127.0.0.1", 9902), List.of(), false));
    assertThat(config.consul())
        .isEqualTo(
            new ConsulConfig("https://consul.internal/agent", "hunter2-hunter2", "dc2", 10, ""));
    assertThat(config.consul().uri()).hasHost("consul.internal");
    assertThat(config.accessLog())
        .isEqualTo(new AccessLogConfig(true, "common", "/var/log/sluice.log", 1024));
  }

  @Test
  void readsARouteToAnUpstream() throws Exception {
    RouteConfig route = loader.parse(SampleDocuments.full(), Format.YAML).routes().get(0);

    assertThat(route.id()).isEqualTo("users");
    assertThat(route.priority()).isEqualTo(7);
    assertThat(route.labels()).containsExactly(Map.entry("team", "accounts"));
    assertThat(route.match())
        .isEqualTo(
            new MatchConfig(
                List.of("api.example.com", "*.example.org"),
                new PathMatch(null, "/users", null, null),
                List.of("GET", "POST"),
                List.of(new ValueMatch("x-env", "canary", null, null, null)),
                List.of(new ValueMatch("debug", null, null, null, false)),
                List.of(new ValueMatch("session", null, null, "[a-f0-9]+", null)),
                List.of(Cidr.parse("192.0.2.0/24"), Cidr.parse("2001:db8::/32"))));
    assertThat(route.rewrite())
        .isEqualTo(new RewriteConfig("/users", "/v2", null, RewriteConfig.UPSTREAM_HOST));
    assertThat(route.timeout())
        .isEqualTo(new RouteTimeouts(Duration.ofSeconds(20), Duration.ofSeconds(70)));
    assertThat(route.retry())
        .isEqualTo(
            new RetryConfig(
                3,
                List.of("connect_failure", "502"),
                List.of("GET", "POST"),
                Duration.ofSeconds(1),
                new BackoffConfig(Duration.ofMillis(10), Duration.ofMillis(100)),
                10));
    assertThat(route.filters()).extracting(FilterConfig::name).containsExactly("sampler");
  }

  @Test
  void readsTheOtherTargets() throws Exception {
    List<RouteConfig> routes = loader.parse(SampleDocuments.full(), Format.YAML).routes();

    assertThat(routes.get(1).weightedUpstreams())
        .containsExactly(
            new WeightedUpstreamConfig("users", 95), new WeightedUpstreamConfig("users_next", 5));
    assertThat(routes.get(1).hashOn())
        .isEqualTo(
            new HashOnConfig(
                HashOnConfig.Source.HEADER,
                "x-user-id",
                new HashFallbackConfig(HashOnConfig.Source.CLIENT_IP, null)));
    assertThat(routes.get(2).redirect()).isEqualTo(new RedirectConfig(301, "https://{host}{path}"));
    assertThat(routes.get(3).directResponse())
        .isEqualTo(
            new DirectResponseConfig(
                201, Map.of("content-type", "application/json"), "{\"path\": \"{path}\"}"));
  }

  @Test
  void readsUpstreams() throws Exception {
    UpstreamConfig upstream = loader.parse(SampleDocuments.full(), Format.YAML).upstreams().get(0);

    assertThat(upstream)
        .isEqualTo(
            new UpstreamConfig(
                "users",
                List.of(
                    new TargetConfig(
                        new Address("127.0.0.1", 9001), 3, 1, "a", Map.of("rack", "7"))),
                null,
                new LoadBalancerConfig(
                    PolicyConfig.of(BuiltInPolicies.all().get(4)),
                    new HashOnConfig(HashOnConfig.Source.CONSUMER, null, null),
                    125,
                    Duration.ofSeconds(20),
                    60,
                    false),
                new HealthCheckConfig(
                    HealthCheckConfig.Type.HTTP,
                    "/health?full=1",
                    "users.internal",
                    9100,
                    "HEAD",
                    Duration.ofSeconds(2),
                    Duration.ofMillis(500),
                    1,
                    5,
                    List.of(new StatusRange(200, 299), new StatusRange(304, 304))),
                new OutlierDetectionConfig(
                    7,
                    2,
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(60),
                    30,
                    1.9,
                    4,
                    50),
                new InFlightLimits(100, 10),
                new ConnectionPoolConfig(64, Duration.ofSeconds(30), Duration.ofHours(1)),
                new UpstreamTimeouts(Duration.ofSeconds(2))));
  }

  @Test
  void readsTheDiscoveryOfAnUpstream() throws Exception {
    UpstreamConfig upstream = loader.parse(SampleDocuments.full(), Format.YAML).upstreams().get(2);

    assertThat(upstream.targets()).isEmpty();
    assertThat(upstream.discovery())
        .isEqualTo(
            new DiscoveryConfig(
                "consul",
                null,
                new ConsulDiscoveryConfig(
                    "orders", List.of("v2"), false, "dc3", false, "another-token")));
    assertThat(upstream.healthCheck()).isNotNull();
    assertThat(upstream.healthCheck().type()).isEqualTo(HealthCheckConfig.Type.TCP);
  }

  @Test
  void namesOfAPathTemplateStandBareInTheRoutesTexts() throws Exception {
    RouteConfig route = loader.parse(SampleDocuments.full(), Format.YAML).routes().get(1);

    assertThat(route.match().pathParameters()).containsExactly("id", "rest");
    assertThat(route.template("/user/{id}").isConstant()).isFalse();
  }

  @Test
  void jsonGivesTheSameConfigAsYaml() throws Exception {
    String json = SampleDocuments.toJson(SampleDocuments.full());

    GatewayConfig fromJson = loader.parse(json, Format.JSON);

    // Templates have no equality of their own; their text does.
    assertThat(fromJson.toString())
        .isEqualTo(loader.parse(SampleDocuments.full(), Format.YAML).toString());
  }

  @Test
  void anchorsAndAliasesRepeatListsMappingsAndScalars() throws Exception {
    GatewayConfig config =
        loader.parse(
            SampleDocuments.MINIMAL
                + """
                upstreams:
                  - &a { id: &name a, targets: &all [ { address: &address "a:1" } ], timeouts: { connect: &t 5s } }
                  - { id: b, targets: *all, connection_pool: { idle_timeout: *t } }
                  - { id: c, targets: [ { address: *address, zone: *name } ] }
                """,
            Format.YAML);

    assertThat(config.upstreams().get(1).targets()).isEqualTo(config.upstreams().get(0).targets());
    assertThat(config.upstreams().get(1).connectionPool().idleTimeout())
        .isEqualTo(Duration.ofSeconds(5));
    assertThat(config.upstreams().get(2).targets().get(0).address()).isEqualTo(new Address("a", 1));
    assertThat(config.upstreams().get(2).targets().get(0).zone()).isEqualTo("a");
  }

  @Test
  void theFilesNameSaysWhichFormatItIs() throws Exception {
    Path yaml = folder.resolve("sluice.yaml");
    Path json = folder.resolve("sluice.JSON");
    Files.writeString(yaml, SampleDocuments.MINIMAL);
    Files.writeString(json, SampleDocuments.toJson(SampleDocuments.MINIMAL));

    assertThat(loader.load(yaml)).isEqualTo(loader.load(json));
  }

  @Test
  void aByteOrderMarkIsNoContent() throws Exception {
    Path file = folder.resolve("sluice.yaml");
    Files.writeString(file, "\uFEFF" + SampleDocuments.MINIMAL);

    assertThat(loader.load(file).listeners()).hasSize(1);
  }

  @Test
  void saysWhenThereIsNoFile() {
    Path file = folder.resolve("none.yaml");

    assertThatThrownBy(() -> loader.load(file))
        .isInstanceOf(ConfigException.class)
        .hasMessage(file + ": no such file");
    assertThatThrownBy(() -> loader.load(folder))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith(folder + ": cannot be read: ");
  }

  @Test
  void saysOnWhichLineAFileIsNotUtf8() throws Exception {
    Path file = folder.resolve("sluice.yaml");
    Files.write(file, "a: 1\nb: caf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1));

    assertThatThrownBy(() -> loader.load(file))
        .isInstanceOf(ConfigException.class)
        .hasMessage(file + ": not UTF-8 (expected: UTF-8 text) (line 2)");

    Files.write(file, "a: \u00e9".getBytes(StandardCharsets.UTF_16));
    assertThatThrownBy(() -> loader.load(file)).hasMessageContaining("not UTF-8");

    Files.write(file, new byte[] {'a', ':', ' ', (byte) 0xC3}); // ends inside a character
    assertThatThrownBy(() -> loader.load(file)).hasMessageContaining("not UTF-8");
  }

  @Test
  void findsTheLinesOfErrorsThatComeLater() throws Exception {
    Path file = folder.resolve("sluice.yaml");
    Files.writeString(file, SampleDocuments.full());
    ConfigErrors errors =
        new ConfigErrors(
            List.of(
                new ConfigError("upstreams[1].targets[0].address", "late", 0),
                new ConfigError("routes[0].filters[0].config.set.x-a", "late", 0),
                new ConfigError("routes[3].direct_response.headers[\"content-type\"]", "late", 0),
                new ConfigError("routes[9].id", "late", 0),
                new ConfigError("", "whole", 0),
                new ConfigError("admin.bind", "known", 3)));

    assertThat(loader.located(errors, file).toString())
        .isEqualTo(
            """
            whole
            admin.bind: known (line 3)
            routes[9].id: late (line 27)
            routes[0].filters[0].config.set.x-a: late (line 42)
            routes[3].direct_response.headers.content-type: late (line 55)
            upstreams[1].targets[0].address: late (line 92)""");
    assertThat(loader.located(errors, folder.resolve("gone.yaml"))).isEqualTo(errors);
  }

  @Test
  void theExceptionCarriesEveryError() {
    assertThatThrownBy(() -> loader.parse("server: 1\nlisteners: 2", Format.YAML))
        .isInstanceOfSatisfying(
            ConfigException.class,
            e ->
                assertThat(e.errors().all())
                    .containsExactly(
                        new ConfigError("server", "1 (expected: a mapping)", 1),
                        new ConfigError("listeners", "2 (expected: a list)", 2)));
  }
}
