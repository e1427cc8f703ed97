package io.sluice.filters.concurrencylimit;

import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.GatewayError;
import io.sluice.gateway.api.GatewayError.Origin;
import io.sluice.gateway.api.Key;
import io.sluice.gateway.api.Slot;
import io.sluice.gateway.api.Verdict;
import io.sluice.ratelimit.Limiter;
import org.jspecify.annotations.Nullable;

/**
 * Lets an exchange in while there is room, from here to its end: as long as its response streams,
 * the origin works on it. How long the origin took is told by the response's head; after it the
 * client's own speed would count.
 */
final class AdmittingFilter implements Filter {
  private final Gates gates;
  private final @Nullable Key key;
  private final int queue;
  private final long queueNanos;
  private final GatewayError refused;
  private final Slot<Ticket> slot;

  AdmittingFilter(
      Gates gates,
      @Nullable Key key,
      int queue,
      long queueNanos,
      GatewayError refused,
      Slot<Ticket> slot) {
    this.gates = gates;
    this.key = key;
    this.queue = queue;
    this.queueNanos = queueNanos;
    this.refused = refused;
    this.slot = slot;
  }

  @Override
  public Verdict onRequest(Exchange exchange) {
    Gate gate = key == null ? gates.whole() : gates.of(key.in(exchange));
    Ticket ticket = new Ticket(exchange, gate, gates);
    exchange.set(slot, ticket); // from now on onComplete gives up what it holds
    Limiter limiter = gates.limiter();
    long now = gates.now();
    if (gate.enter(limiter, now)) {
      ticket.admitted(now);
      return Verdict.CONTINUE;
    }
    if (queue == 0) {
      return refuse(exchange, "concurrency_limit=refused");
    }
    long remaining = exchange.remainingNanos();
    if (gate.expectedWait(limiter) > remaining) {
      return refuse(exchange, "concurrency_limit=too_late");
    }
    if (!gate.enqueue(ticket, queue)) {
      return refuse(exchange, "concurrency_limit=queue_full");
    }
    exchange.note("concurrency_limit=queued");
    ticket.waits(Math.min(queueNanos, remaining), refused);
    return Verdict.PAUSE;
  }

  private Verdict refuse(Exchange exchange, String story) {
    exchange.note(story);
    exchange.fail(refused);
    return Verdict.DONE;
  }

  @Override
  public Verdict onResponse(Exchange exchange) {
    Ticket ticket = exchange.get(slot);
    if (ticket != null) {
      GatewayError error = exchange.error();
      int status = exchange.status();
      boolean overloaded = status == 503 || status == 504;
      boolean ours = error != null && error.origin() != Origin.UPSTREAM;
      // an answer of the gateway itself says nothing about how fast the origin is
      ticket.responded(
          error == null && exchange.upstreamId() != null && !overloaded, overloaded && !ours);
    }
    return Verdict.CONTINUE;
  }

  @Override
  public void onComplete(Exchange exchange) {
    Ticket ticket = exchange.get(slot);
    if (ticket != null) {
      ticket.end();
    }
  }
}
