package io.sluice.gateway.snapshot;

import io.sluice.gateway.api.Network;
import io.sluice.gateway.api.Ticker;
import io.sluice.gateway.config.ConfigException;
import io.sluice.gateway.document.BoundDocument;
import io.sluice.gateway.document.Change;
import io.sluice.gateway.observe.AccessLog;
import io.sluice.gateway.observe.Metrics;
import io.sluice.gateway.observe.RouteMetrics;
import io.sluice.gateway.overload.Overload;
import io.sluice.gateway.upstream.HostNames;
import io.sluice.gateway.upstream.UpstreamFactory;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Compiles a config into a snapshot, off the event loops. All or nothing: errors are collected, and
 * with one of them nothing has changed. Nor has anything when there is none: what a snapshot
 * changes in parts that are in use waits until it is published.
 *
 * <p>What a change leaves alone is carried over, so that it costs what it touches. Control thread.
 */
public final class SnapshotCompiler {
  private final UpstreamFactory upstreams;
  private final RouteTools tools;
  private final Overload overload;
  private final RouteMetrics noRoute;
  private final HostNames names = new HostNames();
  private long serial;

  /**
   * @param overload admits the exchanges of all snapshots
   * @param network for what filters connect to; asked once a snapshot that needs it runs
   */
  public SnapshotCompiler(
      UpstreamFactory upstreams,
      Supplier<Network> network,
      Overload overload,
      Metrics metrics,
      Ticker ticker) {
    this.upstreams = upstreams;
    this.tools = new RouteTools(metrics, ticker, new Keepsakes(), new ConsumerDirectory(), network);
    this.overload = overload;
    this.noRoute = metrics.route("", "");
  }

  /**
   * Compiles the first config, or one of which nothing is known.
   *
   * @param previous whose state is carried over by identity; null at start
   * @throws ConfigException with every error
   */
  public Compiled compile(
      BoundDocument source, AccessLog accessLog, @Nullable GatewaySnapshot previous)
      throws ConfigException {
    return previous == null
        ? compiled(source, null, accessLog, null)
        : compile(
            source, previous.source().document().changesTo(source.document()), accessLog, previous);
  }

  /**
   * Compiles what changes have made of a config. It looks host names up.
   *
   * @param source whose config has the very same objects as before for all that has not changed
   * @param accessLog goes over to the snapshot; when there is none to be, it is closed, unless
   *     {@code previous} has it too
   * @param previous whose state is carried over by identity
   * @throws ConfigException with every error
   */
  public Compiled compile(
      BoundDocument source, List<Change> changes, AccessLog accessLog, GatewaySnapshot previous)
      throws ConfigException {
    return compiled(source, changes, accessLog, previous);
  }

  private Compiled compiled(
      BoundDocument source,
      @Nullable List<Change> changes,
      AccessLog accessLog,
      @Nullable GatewaySnapshot previous)
      throws ConfigException {
    Compilation run = new Compilation(source, changes, previous, names);
    boolean whole = false;
    try {
      run.log(accessLog);
      run.upstreams(upstreams);
      run.consumers();
      run.warmUp();
      run.routes(tools);
      Compiled compiled = run.compiled(++serial, noRoute, accessLog, overload, tools.consumers());
      whole = true;
      return compiled;
    } finally {
      if (!whole) {
        run.abandon();
      }
    }
  }
}
