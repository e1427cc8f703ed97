package io.sluice.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.api.ByteSize;
import io.sluice.gateway.api.CacheSettings;
import io.sluice.gateway.api.RedisSettings;
import io.sluice.loadbalancer.Address;
import io.sluice.loadbalancer.BuiltInPolicies;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What absent keys stand for, as the contract states it. */
class DefaultsTest {
  private final ConfigLoader loader = SampleDocuments.loader();

  @Test
  void theTopLevelNeedsNothingButAListener() throws Exception {
    GatewayConfig config = loader.parse(SampleDocuments.MINIMAL, Format.YAML);

    assertThat(config)
        .isEqualTo(
            new GatewayConfig(
                new ServerConfig(
                    0, ServerConfig.Transport.AUTO, Duration.ofSeconds(30), Duration.ZERO, ""),
                List.of(
                    new ListenerConfig(
                        "http",
                        new Bind("127.0.0.1", 8080),
                        List.of(),
                        new ListenerLimits(
                            new ByteSize(8 * 1024),
                            new ByteSize(32 * 1024),
                            128,
                            new ByteSize(0),
                            0),
                        new ListenerTimeouts(
                            Duration.ofSeconds(10), Duration.ofSeconds(60), Duration.ofSeconds(60)),
                        true,
                        false)),
                new AdminConfig(new Bind("127.0.0.1", 9901), List.of(), false),
                new StoreConfig(StoreConfig.Type.FILE, "", "sluice/config", 100),
                new ConsulConfig("http://127.0.0.1:8500", "", "", 96, "state/consul"),
                new RedisSettings("redis://127.0.0.1:6379", Duration.ofMillis(50)),
                new CacheSettings(
                    new CacheSettings.Memory(new ByteSize(256 << 20)),
                    null,
                    new CacheSettings.Redis("sluice:cache:"),
                    null),
                new OverloadConfig(0, Duration.ofMillis(100), 90, "", null),
                new AccessLogConfig(false, "json", "-", 65_536),
                List.of(),
                List.of(),
                List.of(),
                List.of()));
    assertThat(config.admin().bind()).isEqualTo(AdminConfig.DEFAULT_BIND);
  }

  @Test
  void aRouteNeedsAnIdAndATarget() throws Exception {
    RouteConfig route = route("upstream: users");

    assertThat(route)
        .isEqualTo(
            new RouteConfig(
                "r",
                true,
                0,
                RequestClass.DEFAULT,
                Map.of(),
                new MatchConfig(
                    List.of(), null, List.of(), List.of(), List.of(), List.of(), List.of()),
                null,
                "users",
                List.of(),
                null,
                null,
                null,
                List.of(),
                new RouteTimeouts(Duration.ofSeconds(15), Duration.ofSeconds(60)),
                null,
                null,
                new InFlightLimits(0, 0),
                null));
  }

  @Test
  void aRetryWithoutOptionsIsTheContracts() throws Exception {
    assertThat(route("upstream: users, retry: {}").retry())
        .isEqualTo(
            new RetryConfig(
                2,
                List.of("connect_failure", "refused", "reset", "502", "503", "504"),
                List.of("GET", "HEAD", "OPTIONS", "PUT", "DELETE"),
                Duration.ofSeconds(3),
                new BackoffConfig(Duration.ofMillis(25), Duration.ofMillis(250)),
                20));
  }

  @Test
  void aRewriteKeepsTheHost() throws Exception {
    assertThat(route("upstream: users, rewrite: {}").rewrite())
        .isEqualTo(new RewriteConfig(null, null, null, RewriteConfig.KEEP_HOST));
  }

  @Test
  void aRedirectIsPermanentAndKeepsTheMethod() throws Exception {
    assertThat(route("redirect: { location: / }").redirect())
        .isEqualTo(new RedirectConfig(308, "/"));
  }

  @Test
  void aDirectResponseIsAnEmpty200() throws Exception {
    assertThat(route("direct_response: {}").directResponse())
        .isEqualTo(new DirectResponseConfig(200, Map.of(), ""));
  }

  @Test
  void anUpstreamNeedsAnIdAndTargets() throws Exception {
    GatewayConfig config =
        loader.parse(
            SampleDocuments.MINIMAL + "upstreams: [ { id: u, targets: [ { address: 'a:1' } ] } ]",
            Format.YAML);

    assertThat(config.upstreams())
        .containsExactly(
            new UpstreamConfig(
                "u",
                List.of(new TargetConfig(new Address("a", 1), 1, 0, "", Map.of())),
                null,
                new LoadBalancerConfig(
                    PolicyConfig.of(BuiltInPolicies.all().get(0)),
                    null,
                    0,
                    Duration.ZERO,
                    50,
                    true),
                null,
                null,
                new InFlightLimits(0, 0),
                new ConnectionPoolConfig(1024, Duration.ofSeconds(60), Duration.ZERO),
                new UpstreamTimeouts(Duration.ofSeconds(1))));
  }

  @Test
  void aHealthCheckWithoutOptionsIsTheContracts() throws Exception {
    assertThat(upstream("health_check: {}").healthCheck())
        .isEqualTo(
            new HealthCheckConfig(
                HealthCheckConfig.Type.HTTP,
                "/",
                null,
                0,
                "GET",
                Duration.ofSeconds(5),
                Duration.ofSeconds(1),
                2,
                3,
                List.of(new StatusRange(200, 200))));
  }

  @Test
  void anOutlierDetectionWithoutOptionsIsTheContracts() throws Exception {
    assertThat(upstream("outlier_detection: {}").outlierDetection())
        .isEqualTo(
            new OutlierDetectionConfig(
                5,
                3,
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                Duration.ofSeconds(300),
                50,
                0,
                5,
                100));
  }

  @Test
  void aFilterIsEnabledAndTakesItsOwnDefaults() throws Exception {
    FilterConfig filter =
        loader
            .parse(
                SampleDocuments.MINIMAL + "default_filters: [ { name: request_id } ]", Format.YAML)
            .defaultFilters()
            .get(0);

    assertThat(filter.name()).isEqualTo("request_id");
    assertThat(filter.enabled()).isTrue();
    assertThat(filter.factory()).isSameAs(SampleFilters.ALL.get(0));
    assertThat(filter.config()).isEqualTo(new SampleFilters.RequestId("x-request-id"));
  }

  private UpstreamConfig upstream(String part) throws ConfigException {
    String document =
        SampleDocuments.MINIMAL
            + "upstreams: [ { id: u, targets: [ { address: 'a:1' } ], "
            + part
            + " } ]";
    return loader.parse(document, Format.YAML).upstreams().get(0);
  }

  private RouteConfig route(String target) throws ConfigException {
    String document =
        SampleDocuments.MINIMAL
            + "routes: [ { id: r, "
            + target
            + " } ]\nupstreams: [ { id: users, targets: [ { address: 'a:1' } ] } ]";
    return loader.parse(document, Format.YAML).routes().get(0);
  }
}
