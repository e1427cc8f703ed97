package io.sluice.gateway.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.FilterContext;
import io.sluice.gateway.api.FilterFactory;
import io.sluice.gateway.api.Option;
import io.sluice.gateway.config.AccessLogConfig;
import io.sluice.gateway.config.ConfigException;
import io.sluice.gateway.config.ConfigLoader;
import io.sluice.gateway.config.Format;
import io.sluice.gateway.config.GatewayConfig;
import io.sluice.gateway.config.RouteConfig;
import io.sluice.gateway.document.BoundDocument;
import io.sluice.gateway.observe.AccessEntry;
import io.sluice.gateway.observe.AccessLog;
import io.sluice.gateway.observe.AccessLogs;
import io.sluice.gateway.observe.Metrics;
import io.sluice.gateway.testkit.ManualTicker;
import io.sluice.gateway.upstream.TestUpstreams;
import io.sluice.gateway.upstream.Upstream;
import io.sluice.loadbalancer.Endpoint;
import io.sluice.loadbalancer.Selection;
import java.io.IOException;
import java.nio.file.Path;
import java.util.AbstractList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A snapshot is made aside: until it is published nothing that runs has changed. */
class SnapshotCompilerTest {
  private final ManualTicker ticker = new ManualTicker();
  private final Metrics metrics = new Metrics(1, ticker);
  private final Failing failing = new Failing();
  private final SnapshotPublisher publisher = new SnapshotPublisher(List.of(), Runnable::run);

  @AfterEach
  void close() {
    publisher.close();
    metrics.close();
  }

  /** Makes filters that do nothing, or fails. */
  static final class Failing implements FilterFactory<Failing.Config> {
    private @Nullable Callable<Filter> action;

    record Config(@Option("One that it refers to.") @Nullable String upstream) {}

    @Override
    public String name() {
      return "failing";
    }

    @Override
    public String description() {
      return "Does nothing.";
    }

    @Override
    public Class<Config> configType() {
      return Config.class;
    }

    @Override
    public Filter create(Config config, FilterContext context) {
      if (config.upstream() != null) {
        context.upstream(config.upstream());
      }
      try {
        return action == null ? new Filter() {} : action.call();
      } catch (Exception e) {
        throw unchecked(e);
      }
    }

    /** What is thrown is not what the compiler believes. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Exception> E unchecked(Exception e) throws E {
      throw (E) e;
    }
  }

  private final SnapshotCompiler compiler =
      new SnapshotCompiler(
          TestUpstreams.factory(List.of(), metrics, ticker),
          TestUpstreams::network,
          TestUpstreams.overload(ticker),
          metrics,
          ticker);

  private BoundDocument config(String upstreams, String filters) throws ConfigException {
    String yaml =
        """
        listeners: [ { id: http, bind: "127.0.0.1:0" } ]
        routes: [ { id: all, upstream: main, filters: [ %s ] } ]
        upstreams: [ { id: main, targets: [ %s ] } ]
        """;
    ConfigLoader loader = new ConfigLoader(List.of(failing), name -> null);
    return BoundDocument.of(yaml.formatted(filters, upstreams), Format.YAML, loader);
  }

  private Compiled compile(BoundDocument config) throws ConfigException {
    return compiler.compile(config, AccessLog.off(), publisher.latest());
  }

  private static Endpoint endpoint(Compiled compiled) {
    Upstream upstream = Objects.requireNonNull(compiled.snapshot().upstream("main"));
    return Objects.requireNonNull(upstream.select(new Anyone()));
  }

  @Test
  void whatItChangesInPartsThatAreInUseWaitsUntilItIsPublished() throws Exception {
    Compiled first = compile(config("{ address: '127.0.0.1:1', weight: 1 }", ""));
    publisher.publish(first);
    Endpoint endpoint = endpoint(first);

    Compiled next = compile(config("{ address: '127.0.0.1:1', weight: 7 }", ""));
    assertThat(endpoint(next)).isSameAs(endpoint);
    assertThat(endpoint.target().weight()).isEqualTo(1);
    publisher.publish(next);
    assertThat(endpoint.target().weight()).isEqualTo(7);
  }

  @Test
  void onceItIsPublishedNobodyIsChosenByTheOldWeights() throws Exception {
    publisher.publish(
        compile(config("{ address: '127.0.0.1:1' }, { address: '127.0.0.1:2' }", "")));
    Compiled next =
        compile(config("{ address: '127.0.0.1:1', weight: 0 }, { address: '127.0.0.1:2' }", ""));
    publisher.publish(next);
    for (int i = 0; i < 4; i++) {
      assertThat(endpoint(next)).hasToString("127.0.0.1:2");
    }
  }

  /** Whether a name exists can be asked while DNS is well; a reload must not depend on it. */
  @Test
  void aNameOfTheRunningConfigIsNotLookedUpAgain() throws Exception {
    BoundDocument unknown = config("{ address: 'no-such.invalid:1' }", "");
    assertThatThrownBy(() -> compile(unknown))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("upstreams[0].targets[0].address: no-such.invalid (expected: ");
    Compiled running = compile(config("{ address: '127.0.0.1:1' }", ""));
    publisher.publish(
        new Compiled(
            new GatewaySnapshot(
                running.snapshot().serial(),
                unknown,
                running.snapshot().routes(),
                running.snapshot().plans(),
                Set.of(),
                Map.of(),
                running.snapshot().noRoute(),
                running.snapshot().accessLog(),
                running.snapshot().overload(),
                running.snapshot().consumers(),
                List.of()),
            running.added(),
            running.dropped(),
            running.plans(),
            running.kept(),
            running.directory()));
    BoundDocument other = config("{ address: 'no-such.invalid:1', weight: 2 }", "");
    assertThat(compile(other).snapshot().upstream("main")).isNotNull();
  }

  /** Routes and one more upstream for each; filters refer to the first and the last of those. */
  private BoundDocument many(int count, boolean more) throws ConfigException {
    StringBuilder yaml = new StringBuilder("listeners: [ { id: http, bind: '127.0.0.1:0' } ]\n");
    yaml.append("routes:\n");
    for (int i = 0; i < count; i++) {
      boolean refers = i == 1 || i == count - 1;
      yaml.append("- { id: r").append(i).append(", upstream: main, filters: [ ");
      yaml.append(refers ? "{ name: failing, config: { upstream: u" + i + " } }" : "");
      yaml.append(" ] }\n");
    }
    yaml.append("upstreams:\n- { id: main, targets: [ { address: '127.0.0.1:1' } ] }\n");
    for (int i = 0; more && i < count; i++) {
      yaml.append("- { id: u").append(i).append(", targets: [ { address: '127.0.0.1:1' } ] }\n");
    }
    ConfigLoader loader = new ConfigLoader(List.of(failing), name -> null);
    return BoundDocument.of(yaml.toString(), Format.YAML, loader);
  }

  @Test
  void whoUsesUpstreamsThatGoIsFoundInOnePassOverTheRoutes() throws Exception {
    int count = 100;
    Compiled running = compile(many(count, true));
    publisher.publish(running);
    BoundDocument next = many(count, false);
    List<RouteConfig> routes = next.config().routes();
    AtomicInteger looks = new AtomicInteger();
    List<RouteConfig> counted =
        new AbstractList<>() {
          @Override
          public RouteConfig get(int index) {
            looks.incrementAndGet();
            return routes.get(index);
          }

          @Override
          public int size() {
            return routes.size();
          }
        };
    GatewayConfig config =
        next.config().with(counted, next.config().upstreams(), next.config().consumers());

    assertThatThrownBy(() -> compile(new BoundDocument(next.document(), config)))
        .hasMessage(
            "routes[1]: u1 is gone (expected: the id of an upstream)\n"
                + "routes[99]: u99 is gone (expected: the id of an upstream)");
    assertThat(looks.get()).isEqualTo(count);
  }

  private record Anyone() implements Selection {
    @Override
    public long nowNanos() {
      return 0;
    }

    @Override
    public long hash() {
      return 0;
    }

    @Override
    public boolean excluded(Endpoint endpoint) {
      return false;
    }
  }

  @Test
  void endpointHealthIsShownForWhatRunsOverRefusedReloads() throws Exception {
    publisher.publish(compile(config("{ address: '127.0.0.1:1' }", "")));
    assertThat(health()).containsExactly("127.0.0.1:1");

    BoundDocument bad = config("{ address: '127.0.0.1:2' }", "{ name: failing }");
    failing.action =
        () -> {
          throw new IllegalArgumentException("no");
        };
    assertThatThrownBy(() -> compile(bad)).isInstanceOf(ConfigException.class);
    assertThat(health()).containsExactly("127.0.0.1:1");
    compile(config("{ address: '127.0.0.1:2' }", "")).abandon();
    assertThat(health()).containsExactly("127.0.0.1:1");

    publisher.publish(compile(config("{ address: '127.0.0.1:3' }", "")));
    assertThat(health()).containsExactly("127.0.0.1:3");
  }

  private List<String> health() {
    return metrics
        .scrape()
        .lines()
        .filter(line -> line.startsWith("sluice_endpoint_healthy"))
        .map(line -> line.replaceAll(".*endpoint=\"([^\"]*)\".*", "$1"))
        .toList();
  }

  static Stream<Arguments> failures() {
    return Stream.of(
        Arguments.of(
            new IllegalArgumentException("max: 0 (expected: > 0)"), "max: 0 (expected: > 0)"),
        Arguments.of(new IllegalArgumentException(), "java.lang.IllegalArgumentException"),
        Arguments.of(new IllegalStateException("a bug"), "java.lang.IllegalStateException: a bug"),
        Arguments.of(new IOException("no disk"), "java.io.IOException: no disk"),
        Arguments.of(new NoClassDefFoundError("x/Y"), "java.lang.NoClassDefFoundError: x/Y"));
  }

  private void fail(Throwable failure) {
    failing.action =
        () -> {
          if (failure instanceof Error error) {
            throw error;
          }
          throw (Exception) failure;
        };
  }

  @ParameterizedTest
  @MethodSource("failures")
  void whateverAFilterThrowsIsAnErrorAtItsPlace(Throwable failure, String words) throws Exception {
    BoundDocument config = config("{ address: '127.0.0.1:1' }", "{ name: failing }");
    fail(failure);
    assertThatThrownBy(() -> compile(config))
        .isInstanceOf(ConfigException.class)
        .hasMessage("routes[0].filters[0].config: " + words);
  }

  static Stream<Throwable> failuresOfAllKinds() {
    return Stream.of(
        new IllegalArgumentException("no"),
        new NoClassDefFoundError("x/Y"),
        new StackOverflowError());
  }

  @ParameterizedTest
  @MethodSource("failuresOfAllKinds")
  void afterAFailureNothingIsHeld(Throwable failure, @TempDir Path dir) throws Exception {
    String file = dir.resolve("access.log").toString();
    AccessLogConfig logging = new AccessLogConfig(false, "{path}", file, 64);
    AccessLog log = new AccessLogs(metrics).open(logging, null);
    BoundDocument config = config("{ address: '127.0.0.1:1' }", "{ name: failing }");
    fail(failure);

    assertThatThrownBy(() -> compiler.compile(config, log, null));
    assertThat(metrics.scrape())
        .doesNotContain("upstream=\"main\"")
        .doesNotContain("route=\"all\"");
    log.record(entry());
    assertThat(metrics.scrape()).contains("sluice_access_log_dropped_total 1.0"); // it is closed
  }

  private static AccessEntry entry() {
    return new AccessEntry(
        0,
        "id",
        "::1",
        "GET",
        "http",
        "",
        "/",
        null,
        Set.of(),
        Set.of(),
        "HTTP/1.0",
        404,
        0,
        0,
        0,
        null,
        null,
        -1,
        0,
        null,
        null,
        null,
        null,
        null,
        null,
        null);
  }
}
