package io.sluice.gateway.testkit;

import io.sluice.gateway.api.DiscoveryFactory;
import io.sluice.gateway.api.FilterFactory;
import io.sluice.gateway.api.Ticker;
import io.sluice.gateway.boot.ConfigOrigin;
import io.sluice.gateway.boot.Gateway;
import io.sluice.gateway.config.ConfigException;
import io.sluice.gateway.config.ConfigLoader;
import io.sluice.gateway.config.Format;
import io.sluice.gateway.config.OutsideChecks;
import io.sluice.gateway.config.Plugins;
import io.sluice.gateway.document.BoundDocument;
import io.sluice.loadbalancer.LoadBalancerFactory;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.regex.Pattern;

/**
 * A gateway that runs for tests: the real one, on a free loopback port. What the YAML does not say
 * is added: a listener {@code http}, one worker, no access log, a free admin port.
 *
 * <pre>{@code
 * String yaml =
 *     """
 *     routes: [ { id: all, upstream: origin } ]
 *     upstreams: [ { id: origin, targets: [ { address: "${origin}" } ] } ]
 *     """;
 * try (StubOrigin origin = StubOrigin.answering(200, "hello");
 *     TestGateway gateway = TestGateway.start(yaml, origin)) {
 *   RawResponse response = gateway.connect().get("/").read();
 *   assertThat(response.text()).isEqualTo("hello");
 * }
 * }</pre>
 *
 * {@link #reload}, {@link #drain} and {@link #close} are for one thread.
 */
public final class TestGateway implements AutoCloseable {
  private static final PrintStream SILENT =
      new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);

  private final Builder setup;
  private final ConfigLoader loader;
  private final Gateway gateway;
  private final List<RawClient> clients = new ArrayList<>();

  private TestGateway(Builder setup) {
    this.setup = setup;
    this.loader =
        new ConfigLoader(
            new Plugins(setup.allFilters(), setup.allDiscoveries(), setup.allPolicies()),
            setup.variables::get,
            OutsideChecks.NONE);
    try {
      gateway =
          Gateway.start(ConfigOrigin.inMemory(loader, parse(setup.yaml)), SILENT, setup.clock);
    } catch (ConfigException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Starts a gateway. In the YAML {@code ${origin}} is the first origin's address, {@code
   * ${origin2}} the second's, and so on.
   *
   * @throws IllegalArgumentException with every error of the config
   */
  public static TestGateway start(String yaml, StubOrigin... origins) {
    return of(yaml).origins(origins).start();
  }

  /** A gateway to be set up further. */
  public static Builder of(String yaml) {
    return new Builder(yaml);
  }

  /** Port of the first listener. */
  public int port() {
    return port(setup.listener);
  }

  /** Port of a listener. */
  public int port(String listenerId) {
    return gateway.address(listenerId).getPort();
  }

  /** A new client of the first listener; closed with the gateway at the latest. */
  public RawClient connect() {
    RawClient client = RawClient.connect(port());
    clients.add(client);
    return client;
  }

  /**
   * Applies another config, with the same additions and variables; returns when it is served.
   *
   * @throws IllegalArgumentException with every error of the config; the old one stays
   */
  public void reload(String yaml) {
    try {
      gateway.reload(parse(yaml));
    } catch (ConfigException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All metrics as Prometheus text. */
  public String metrics() {
    return gateway.scrape();
  }

  /**
   * The value of one metric, or 0 when there is none yet.
   *
   * @param series as it stands in {@link #metrics}: the name and all labels in their order
   */
  public double metric(String series) {
    for (String line : metrics().split("\n", -1)) {
      if (line.startsWith(series + " ")) {
        return Double.parseDouble(line.substring(series.length() + 1));
      }
    }
    return 0;
  }

  /** Stops accepting and waits until exchanges in flight have ended, at most drain_timeout. */
  public void drain() {
    gateway.drain();
  }

  /** The gateway itself. */
  public Gateway gateway() {
    return gateway;
  }

  @Override
  public void close() {
    clients.forEach(RawClient::close);
    gateway.close();
  }

  private BoundDocument parse(String yaml) throws ConfigException {
    BoundDocument source = BoundDocument.of(setup.complete(yaml), Format.YAML, loader);
    setup.listener = source.config().listeners().get(0).id();
    return source;
  }

  /** What a test gateway starts with. */
  public static final class Builder {
    private final String yaml;
    private final Map<String, String> variables = new HashMap<>();
    private final List<FilterFactory<?>> filters = new ArrayList<>();
    private final List<DiscoveryFactory<?>> discoveries = new ArrayList<>();
    private final List<LoadBalancerFactory> policies = new ArrayList<>();
    private String transport = "auto";
    private int workers = 1;
    private Ticker clock = Ticker.system();
    private String listener = "http";

    private Builder(String yaml) {
      this.yaml = yaml;
    }

    /** Sets a variable: {@code ${name}} in the YAML. */
    public Builder variable(String name, String value) {
      variables.put(name, value);
      return this;
    }

    /** Sets {@code ${origin}}, {@code ${origin2}} and so on to the origins' addresses. */
    public Builder origins(StubOrigin... origins) {
      for (int i = 0; i < origins.length; i++) {
        variable(i == 0 ? "origin" : "origin" + (i + 1), origins[i].address());
      }
      return this;
    }

    /** Adds a filter to those that the class path lists as services. */
    public Builder filter(FilterFactory<?> factory) {
      filters.add(factory);
      return this;
    }

    /** Adds a discovery to those that the class path lists as services. */
    public Builder discovery(DiscoveryFactory<?> factory) {
      discoveries.add(factory);
      return this;
    }

    /** Adds a balancing policy to those that the class path lists as services. */
    public Builder policy(LoadBalancerFactory factory) {
      policies.add(factory);
      return this;
    }

    /** Sets {@code server.transport}; auto when not said. */
    public Builder transport(String name) {
      transport = name;
      return this;
    }

    /** Sets {@code server.workers}; 1 when not said. */
    public Builder workers(int count) {
      workers = count;
      return this;
    }

    /** Sets the clock that decides when timeouts expire; they are looked at every 10 ms. */
    public Builder clock(Ticker ticker) {
      clock = ticker;
      return this;
    }

    /**
     * Starts it.
     *
     * @throws IllegalArgumentException with every error of the config
     */
    public TestGateway start() {
      return new TestGateway(this);
    }

    /** The filters of the class path, save those that the test brings itself. */
    private List<FilterFactory<?>> allFilters() {
      List<FilterFactory<?>> all = new ArrayList<>(filters);
      for (FilterFactory<?> found : ServiceLoader.load(FilterFactory.class)) {
        if (filters.stream().noneMatch(own -> own.name().equals(found.name()))) {
          all.add(found);
        }
      }
      return all;
    }

    /** The same of discoveries. */
    private List<DiscoveryFactory<?>> allDiscoveries() {
      List<DiscoveryFactory<?>> all = new ArrayList<>(discoveries);
      for (DiscoveryFactory<?> found : ServiceLoader.load(DiscoveryFactory.class)) {
        if (discoveries.stream().noneMatch(own -> own.type().equals(found.type()))) {
          all.add(found);
        }
      }
      return all;
    }

    /** The same of balancing policies. */
    private List<LoadBalancerFactory> allPolicies() {
      List<LoadBalancerFactory> all = new ArrayList<>(policies);
      for (LoadBalancerFactory found : ServiceLoader.load(LoadBalancerFactory.class)) {
        if (policies.stream().noneMatch(own -> own.policy().equals(found.policy()))) {
          all.add(found);
        }
      }
      return all;
    }

    private String complete(String document) {
      StringBuilder whole = new StringBuilder(document).append('\n');
      addUnlessSaid(whole, "server", "{ workers: " + workers + ", transport: " + transport + " }");
      addUnlessSaid(whole, "listeners", "[ { id: http, bind: \"127.0.0.1:0\" } ]");
      addUnlessSaid(whole, "admin", "{ bind: \"127.0.0.1:0\" }");
      addUnlessSaid(whole, "access_log", "{ off: true }");
      return whole.toString();
    }

    private static void addUnlessSaid(StringBuilder document, String key, String value) {
      if (!Pattern.compile("(?m)^" + key + "\\s*:").matcher(document).find()) {
        document.append(key).append(": ").append(value).append('\n');
      }
    }
  }
}
