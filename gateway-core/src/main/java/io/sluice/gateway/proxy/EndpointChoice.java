package io.sluice.gateway.proxy;

import io.sluice.gateway.event.Worker;
import io.sluice.gateway.snapshot.RoutedUpstream;
import io.sluice.gateway.upstream.PooledEndpoint;
import io.sluice.loadbalancer.Endpoint;
import io.sluice.loadbalancer.Selection;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Chooses endpoints for one exchange, and remembers those that it is not to come back to. */
final class EndpointChoice implements Selection {
  private static final PooledEndpoint[] NONE = new PooledEndpoint[0];

  private final ExchangeState exchange;
  private final RoutedUpstream from;
  private final Worker worker;
  private PooledEndpoint[] tried = NONE;
  private long now;

  EndpointChoice(ExchangeState exchange, RoutedUpstream from, Worker worker) {
    this.exchange = exchange;
    this.from = from;
    this.worker = worker;
  }

  /** The next one, perhaps one that was tried when there is no other; null when there is none. */
  @Nullable PooledEndpoint next() {
    now = worker.nanos();
    return from.upstream().select(this);
  }

  /** The next one that was not tried; null when there is none. */
  @Nullable PooledEndpoint nextUntried() {
    PooledEndpoint next = next();
    return next == null || excluded(next) ? null : next;
  }

  /** It has been tried. */
  void exclude(PooledEndpoint endpoint) {
    tried = Arrays.copyOf(tried, tried.length + 1);
    tried[tried.length - 1] = endpoint;
  }

  @Override
  public long nowNanos() {
    return now;
  }

  @Override
  public long hash() {
    return exchange.spreadHash(exchange.hash(from.upstream().hash()));
  }

  @Override
  public boolean excluded(Endpoint candidate) {
    for (PooledEndpoint e : tried) {
      if (e.equals(candidate)) {
        return true;
      }
    }
    return false;
  }
}
