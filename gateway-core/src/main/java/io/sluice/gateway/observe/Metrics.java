package io.sluice.gateway.observe;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.sluice.gateway.api.Ticker;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * All metrics of one gateway. What the request path counts lives in {@link WorkerCells} behind
 * handles resolved ahead; what is rare, and the meters of filters, live in a Micrometer registry;
 * one scrape gives both. Methods may be called from any thread.
 */
public final class Metrics implements AutoCloseable {
  private final PrometheusMeterRegistry registry = emptyRegistry();
  private final JvmMeters jvm = JvmMeters.bindTo(registry);
  private final WorkerMetrics[] workers;
  private final RouteCells total;
  private final Held<String, RouteCells> routes;
  private final Held<TargetCells.Key, TargetCells> targets;
  private final Held<String, UpstreamCells> upstreams;
  private final Held<String, ListenerCells> listeners;
  private final AtomicLong revision = new AtomicLong();
  private final Counter reloadsApplied = reloads("applied");
  private final Counter reloadsRejected = reloads("rejected");
  private final Counter accessLogDropped =
      Counter.builder("sluice.access.log.dropped")
          .description("Access log entries lost: the queue was full or a write failed")
          .register(registry);

  /**
   * Metrics for so many workers.
   *
   * @param workers event loops that count, at least 1
   * @param ticker clock of the sliding maxima
   */
  public Metrics(int workers, Ticker ticker) {
    this.workers = new WorkerMetrics[workers];
    for (int worker = 0; worker < workers; worker++) {
      this.workers[worker] = new WorkerMetrics(worker, ticker);
    }
    this.total = new RouteCells("", workers);
    this.routes = new Held<>(route -> new RouteCells(route, workers));
    this.targets = new Held<>(target -> new TargetCells(target, workers));
    this.upstreams = new Held<>(upstream -> new UpstreamCells(upstream, workers));
    this.listeners = new Held<>(listener -> new ListenerCells(listener, workers));
    gauge("sluice.config.revision", "Revision of the running config", Tags.empty(), revision::get);
    registry
        .getPrometheusRegistry()
        .register(new CellCollector(List.of(routes, targets, upstreams, listeners), this.workers));
  }

  /** Where filters register their meters. */
  public MeterRegistry registry() {
    return registry;
  }

  /** All metrics in Prometheus' text format 0.0.4; slow with many routes: not on an event loop. */
  public String scrape() {
    return registry.scrape();
  }

  /**
   * A hold on a route's metrics, to be closed with the snapshot that it belongs to.
   *
   * @param routeId empty for requests that match no route
   * @param upstreamId empty for exchanges that reach no upstream
   */
  public RouteMetrics route(String routeId, String upstreamId) {
    TargetCells.Key key = new TargetCells.Key(routeId, upstreamId);
    return new RouteMetrics(
        routes.acquire(routeId),
        targets.acquire(key),
        total,
        () -> {
          targets.release(key);
          routes.release(routeId);
        });
  }

  /** What has passed on all routes. */
  public Figures figures() {
    double lag = 0;
    for (WorkerMetrics worker : workers) {
      lag = Math.max(lag, worker.takeLag() / 1e9);
    }
    return total.figures(lag);
  }

  /** The same of one route; null when nobody holds its metrics. */
  public @Nullable Figures figures(String routeId) {
    RouteCells cells = routes.find(routeId);
    return cells == null ? null : cells.figures(null);
  }

  /** A hold on an upstream's metrics, to be closed with the upstream. */
  public UpstreamMetrics upstream(String upstreamId) {
    return new UpstreamMetrics(upstreams.acquire(upstreamId), () -> upstreams.release(upstreamId));
  }

  /** A hold on a listener's metrics, to be closed with the listener. */
  public ListenerMetrics listener(String listenerId) {
    return new ListenerMetrics(listeners.acquire(listenerId), () -> listeners.release(listenerId));
  }

  /** The metrics of the event loop with this number, from 0. */
  public WorkerMetrics worker(int index) {
    return workers[index];
  }

  /** The config that runs now; at start and after each change. */
  public void configRevision(long running) {
    revision.set(running);
  }

  /** A reload took effect, or was refused and left the running config as it was. */
  public void configReloaded(boolean applied) {
    (applied ? reloadsApplied : reloadsRejected).increment();
  }

  /** Where the bytes that the buffer allocator holds are read from at each scrape. */
  public void buffers(LongSupplier direct, LongSupplier heap) {
    String help = "Memory that the buffer allocator holds";
    gauge("sluice.buffer.bytes", help, Tags.of("kind", "direct"), direct);
    gauge("sluice.buffer.bytes", help, Tags.of("kind", "heap"), heap);
  }

  /** Where it is read from at each scrape how hard pressed the gateway is, 0 to 3. */
  public void pressure(DoubleSupplier source) {
    Gauge.builder("sluice.overload.pressure", source::getAsDouble)
        .description("0: all is admitted; up to 1, 2, 3: sheddable, default, critical are refused")
        .register(registry);
  }

  /** Counts what the access log loses; kept over reloads that replace the log. */
  Counter accessLogDropped() {
    return accessLogDropped;
  }

  /** Releases what the JVM's meters listen to; the last call. */
  @Override
  public void close() {
    jvm.close();
    registry.close();
  }

  private static PrometheusMeterRegistry emptyRegistry() {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    registry.config().meterFilter(new OwnNames());
    return registry;
  }

  private void gauge(String name, String help, Tags tags, LongSupplier source) {
    Gauge.builder(name, source::getAsLong).description(help).tags(tags).register(registry);
  }

  private Counter reloads(String outcome) {
    return Counter.builder("sluice.config.reloads")
        .description("Changes of the config, by outcome")
        .tag("outcome", outcome)
        .register(registry);
  }
}
