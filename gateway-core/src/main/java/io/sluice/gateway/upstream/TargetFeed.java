package io.sluice.gateway.upstream;

import io.sluice.gateway.api.Ticker;
import io.sluice.loadbalancer.Discovery;
import io.sluice.loadbalancer.SourceStatus;
import io.sluice.loadbalancer.Target;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One discovery at work, and its last list. Opened before the first snapshot that has it is
 * published, so that a new upstream knows its targets when its first request comes; shared by all
 * later ones whose config says the same; closed with the last of them.
 */
public final class TargetFeed implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TargetFeed.class);

  private final String upstream;
  private final Object source; // may hold secrets: never shown
  private final Discovery discovery;
  private final Ticker ticker;
  private final long madeNanos;
  private final CompletableFuture<Void> known = new CompletableFuture<>();

  /** Written by the discovery's thread; the list is immutable. */
  private volatile @Nullable List<Target> latest;

  /** Told that there is a newer list; written by the control thread. */
  private volatile Runnable listener = () -> {};

  private volatile Discovery.@Nullable Subscription subscription; // written by the control thread

  /**
   * @param upstream for the log
   * @param source what the discovery was made from: equal sources mean the same targets
   */
  TargetFeed(String upstream, Object source, Discovery discovery, Ticker ticker) {
    this.upstream = upstream;
    this.source = source;
    this.discovery = discovery;
    this.ticker = ticker;
    this.madeNanos = ticker.nanos();
  }

  boolean isOf(Object wanted) {
    return source.equals(wanted);
  }

  /**
   * Begins to ask, unless it has begun before. Control thread.
   *
   * @return completes when there is a list, or no hope for one; at once when it had begun
   */
  CompletableFuture<Void> open() {
    if (subscription != null) {
      return CompletableFuture.completedFuture(null);
    }
    try {
      subscription = discovery.subscribe(this::accept);
      return known;
    } catch (RuntimeException | LinkageError e) {
      LOG.error("upstream {}: its discovery cannot begin", upstream, e);
      return CompletableFuture.completedFuture(null);
    }
  }

  private void accept(List<Target> list) {
    latest = List.copyOf(list);
    known.complete(null);
    listener.run();
  }

  /** The last list; null before there is one. */
  @Nullable List<Target> latest() {
    return latest;
  }

  /** Who is told of new lists from now on, by the discovery's thread; must not wait. */
  void listener(Runnable told) {
    listener = told;
  }

  SourceStatus status() {
    Discovery.Subscription begun = subscription;
    return begun == null
        ? new SourceStatus(false, Duration.ofNanos(ticker.nanos() - madeNanos), 0, 0)
        : begun.status();
  }

  @Override
  public void close() {
    Discovery.Subscription begun = subscription;
    if (begun != null) {
      begun.close();
    }
  }
}
