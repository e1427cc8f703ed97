package io.sluice.gateway.proxy;

import io.sluice.gateway.api.Branch;
import io.sluice.gateway.event.Background;
import io.sluice.gateway.filter.ChainRunner;
import org.jspecify.annotations.Nullable;

/**
 * An exchange that a filter has begun: the request of another one, along the filters behind that
 * filter. It is forwarded as any other and holds its snapshot; no connection stands for it, so the
 * gateway's end waits for it as {@link Background}. It is neither admitted nor logged: the exchange
 * that it comes from was.
 *
 * <p>Confined to its worker's event loop.
 */
final class BranchExchange extends ProxyExchange implements Branch, Background.Task {
  private final BranchStream stream;
  private final int behind;
  private @Nullable ProxyExchange maker; // null once it has begun, or never will
  private boolean counted;
  private long limitNanos; // 0 = as its maker could

  /**
   * @param behind index of the filter that makes it; -1 when that is too late
   */
  BranchExchange(ProxyExchange maker, int behind, BranchStream stream) {
    super(maker.worker, maker.lease, stream, new ExchangeRequest(maker.request));
    this.maker = maker;
    this.behind = behind;
    this.stream = stream;
    stream.serve(this);
  }

  @Override
  public void limit(long nanos) {
    limitNanos = nanos;
  }

  @Override
  public void begin() {
    ProxyExchange from = maker;
    if (hasEnded()) { // cancelled
      return;
    }
    if (from == null) {
      throw new IllegalStateException("begun already");
    }
    maker = null;
    if (behind >= 0 && !from.hasEnded()) { // else its snapshot may be gone
      counted = true;
      lease.exchangeBegan();
      worker.background().began(this);
      continueFrom(from);
      if (limitNanos > 0) {
        timeouts(elapsedNanos() + limitNanos, -1);
      }
    }
    worker.loop().execute(this::run); // nothing is told while the filter is on the stack
  }

  private void run() {
    if (hasEnded()) {
      return;
    }
    if (!counted) {
      onClientGone();
      return;
    }
    try {
      start(new ChainRunner(route().chain(), this, behind));
    } catch (Throwable e) {
      failed(e);
    }
  }

  @Override
  public void reading(boolean on) {
    stream.take(on);
  }

  @Override
  public void cancel() {
    stream.forget();
    onClientGone();
  }

  @Override
  public void terminate() {
    broken(ProxyErrors.DRAIN_TIMEOUT);
  }

  @Override
  void ended() {
    if (counted) {
      worker.background().ended(this);
      lease.exchangeEnded();
    }
  }
}
