package io.sluice.filters.cache.warm;

import io.netty.channel.EventLoop;
import io.sluice.gateway.api.Escapes;
import io.sluice.gateway.api.Network;
import io.sluice.gateway.api.Ticker;
import io.sluice.gateway.api.WarmUp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One warm-up. It lives on one of the gateway's event loops, with all its connections; what others
 * see of it is one volatile reference, written by that loop.
 */
final class WarmRun {
  private static final Logger LOG = LoggerFactory.getLogger(WarmUps.class);

  /** Requests at a time: the gateway serves clients meanwhile, and so do its origins. */
  private static final int MOST_AT_ONCE = 8;

  private static final int MOST_SHOWN = 200; // characters of an address, in the log

  private final List<String> urls;
  private final Supplier<Network> network;
  private final Ticker ticker;
  private final Duration timeout;
  private final EventLoop loop;
  private volatile WarmUp progress; // written by the loop

  // the loop's
  private final List<Lane> lanes = new ArrayList<>(); // those that are not over
  private int next; // index of the next address
  private long begun; // nanoseconds, by the ticker
  private @Nullable String firstFailure;

  WarmRun(List<String> urls, Supplier<Network> network, Ticker ticker, Duration timeout) {
    this.urls = List.copyOf(urls);
    this.network = network;
    this.ticker = ticker;
    this.timeout = timeout;
    this.loop = network.get().loops().next();
    this.progress = new WarmUp(urls.size(), 0, 0, 0, true);
  }

  // ---- any thread

  WarmUp progress() {
    return progress;
  }

  void start() {
    loop.execute(this::open);
  }

  /** Gives up what is not done yet. */
  void cancel() {
    if (!loop.isShuttingDown()) {
      loop.execute(this::giveUp);
    }
  }

  // ---- the loop

  private void open() {
    begun = ticker.nanos();
    if (urls.isEmpty()) {
      finish("");
      return;
    }
    for (int i = 0; i < Math.min(MOST_AT_ONCE, urls.size()); i++) {
      lanes.add(new Lane(this));
    }
    List.copyOf(lanes).forEach(Lane::next);
  }

  private void giveUp() {
    if (progress.running()) {
      List<Lane> open = List.copyOf(lanes);
      next = urls.size();
      lanes.clear();
      open.forEach(Lane::close);
      finish("given up: ");
    }
  }

  EventLoop loop() {
    return loop;
  }

  Network network() {
    return network.get();
  }

  Duration timeout() {
    return timeout;
  }

  /** The address to be asked for next; null when there is none left. */
  @Nullable String take() {
    return next < urls.size() ? urls.get(next++) : null;
  }

  /**
   * An address is fetched.
   *
   * @param stored whether the cache has it now
   */
  void fetched(boolean stored) {
    WarmUp now = progress;
    int all = now.stored() + (stored ? 1 : 0);
    progress = new WarmUp(now.total(), now.done() + 1, all, now.failed(), true);
  }

  /** An address could not be fetched. */
  void failed(String url, String why) {
    if (firstFailure == null) {
      firstFailure = shown(url) + ": " + why;
    }
    WarmUp now = progress;
    progress = new WarmUp(now.total(), now.done() + 1, now.stored(), now.failed() + 1, true);
  }

  /** On one line, and without the query, which may hold a secret. */
  private static String shown(String url) {
    int query = url.indexOf('?');
    StringBuilder out = new StringBuilder();
    Escapes.plain(out, url.substring(0, Math.min(query < 0 ? url.length() : query, MOST_SHOWN)));
    return out.toString();
  }

  /** A lane has nothing more to ask. */
  void over(Lane lane) {
    if (lanes.remove(lane) && lanes.isEmpty()) {
      finish("");
    }
  }

  private void finish(String how) {
    WarmUp end = progress;
    LOG.info(
        "{}fetched {} of {} URLs, {} stored, {} failed, in {} ms{}",
        how,
        end.done() - end.failed(),
        end.total(),
        end.stored(),
        end.failed(),
        TimeUnit.NANOSECONDS.toMillis(ticker.nanos() - begun),
        firstFailure == null ? "" : "; the first: " + firstFailure);
    progress = new WarmUp(end.total(), end.done(), end.stored(), end.failed(), false);
  }
}
