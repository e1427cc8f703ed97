package io.sluice.filters.fallback;

import io.sluice.gateway.api.Destination;
import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.Verdict;

/** Asks another upstream; where that cannot be, the first answer stands. */
final class UpstreamFallback implements Filter {
  private final Trigger trigger;
  private final Destination upstream;
  private final String note;
  private final Runnable asked;
  private final Runnable impossible;

  UpstreamFallback(Trigger trigger, Destination upstream, Runnable asked, Runnable impossible) {
    this.trigger = trigger;
    this.upstream = upstream;
    this.note = "fallback=upstream:" + upstream.upstreamId() + " after ";
    this.asked = asked;
    this.impossible = impossible;
  }

  @Override
  public Verdict onResponse(Exchange exchange) {
    if (!trigger.isPulledBy(exchange.status(), exchange.error())) {
      return Verdict.CONTINUE;
    }
    String cause = Trigger.causeIn(exchange);
    if (!exchange.forwardTo(upstream)) {
      impossible.run();
      return Verdict.CONTINUE;
    }
    exchange.note(note + cause);
    asked.run();
    return Verdict.PAUSE;
  }
}
