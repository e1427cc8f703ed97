package io.sluice.filters.bandwidthlimit;

import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.api.Key;
import io.sluice.gateway.api.Slot;
import org.jspecify.annotations.Nullable;

/** The bodies that are under way: finds what each exchange's key owes, once. */
final class Flows {

  /**
   * Whose rate one exchange's bodies share. Asked for anew with each piece: a key whose bodies are
   * under way must not be forgotten, or the next body would have a rate of its own.
   */
  static final class Flow {
    private final String owner;
    private boolean told;

    private Flow(String owner) {
      this.owner = owner;
    }
  }

  private final Pace pace;
  private final Debts debts;
  private final @Nullable Key key;
  private final Slot<Flow> slot;

  Flows(Pace pace, Debts debts, @Nullable Key key, Slot<Flow> slot) {
    this.pace = pace;
    this.debts = debts;
    this.key = key;
    this.slot = slot;
  }

  /**
   * Takes note of a piece that passes.
   *
   * @return nanoseconds to hold the body back for
   */
  long pass(Exchange exchange, int word, int bytes) {
    if (bytes == 0) {
      return 0;
    }
    Flow flow = of(exchange);
    return told(exchange, flow, pace.pass(debts.of(flow.owner), word, bytes, debts.now()));
  }

  /** Nanoseconds that a body has to wait before its first piece. */
  long owed(Exchange exchange, int word) {
    Flow flow = of(exchange);
    return told(exchange, flow, pace.owed(debts.of(flow.owner), word, debts.now()));
  }

  private static long told(Exchange exchange, Flow flow, long wait) {
    if (wait > 0 && !flow.told) {
      flow.told = true;
      exchange.note("bandwidth_limit=held");
    }
    return wait;
  }

  private Flow of(Exchange exchange) {
    Flow flow = exchange.get(slot);
    if (flow == null) {
      String owner = key == null ? Long.toString(exchange.connectionId()) : key.in(exchange);
      flow = new Flow(owner);
      exchange.set(slot, flow);
    }
    return flow;
  }
}
