package io.sluice.filters.bandwidthlimit;

import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.api.Key;
import io.sluice.gateway.api.Slot;
import org.jspecify.annotations.Nullable;

/** The bodies that are under way: finds what each exchange's key owes, once. */
final class Flows {

  /** What one exchange's bodies are measured by. */
  static final class Flow {
    private final long[] state;
    private boolean told;

    private Flow(long[] state) {
      this.state = state;
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
    return told(exchange, flow, pace.pass(flow.state, word, bytes, debts.now()));
  }

  /** Nanoseconds that a body has to wait before its first piece. */
  long owed(Exchange exchange, int word) {
    Flow flow = of(exchange);
    return told(exchange, flow, pace.owed(flow.state, word, debts.now()));
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
      flow = new Flow(debts.of(owner));
      exchange.set(slot, flow);
    }
    return flow;
  }
}
