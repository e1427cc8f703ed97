package io.sluice.filters.cache;

import io.netty.util.concurrent.EventExecutor;
import io.sluice.filters.cache.redis.RedisTier;
import io.sluice.filters.cache.store.SlowTier;
import io.sluice.gateway.http.WireHeaders;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a flight does before it asks the origin: it looks into the slower tiers, and where gateways
 * share one it waits for its turn to ask, looking again and again whether another one's answer is
 * there. Confined to the flight's loop.
 */
final class Search {
  /** For how long one gateway may keep others from asking. */
  private static final long TURN_MILLIS = 5_000;

  /** How often those look whether there is an answer. */
  private static final long LOOK_MILLIS = 50;

  private final Flight flight;
  private final EventExecutor loop;
  private final Tiers tiers;
  private final Ask ask;
  private final WireHeaders asked;
  private @Nullable RedisTier turn; // held until it is over
  private int looks; // while another one has its turn
  private boolean over;

  Search(Flight flight, EventExecutor loop, Tiers tiers, Ask ask, WireHeaders asked) {
    this.flight = flight;
    this.loop = loop;
    this.tiers = tiers;
    this.ask = ask;
    this.asked = asked;
  }

  void begin() {
    look(0);
  }

  private void look(int index) {
    List<Tiers.Tier> slow = tiers.slow();
    if (index == slow.size()) {
      askInTurn();
      return;
    }
    Tiers.Tier tier = slow.get(index);
    tier.store().find(ask.key(), asked, found -> flight.run(() -> looked(index, tier, found)));
  }

  private void looked(int index, Tiers.Tier tier, SlowTier.@Nullable Found found) {
    if (found != null && over) {
      found.response().release();
    } else if (!over && (found == null || !flight.takes(found, tier))) {
      look(index + 1);
    }
  }

  /** Of several gateways one asks; the others look whether its answer is there. */
  void askInTurn() {
    RedisTier turns = tiers.turns();
    if (turns == null || turn != null || !ask.takesAnothers() || flight.isAlone()) {
      flight.askNow();
    } else {
      turns.lock(ask.key(), TURN_MILLIS, mine -> flight.run(() -> turned(turns, mine)));
    }
  }

  private void turned(RedisTier turns, boolean mine) {
    if (mine && over) {
      turns.unlock(ask.key());
    } else if (mine) {
      turn = turns;
      if (looks > 0) { // the answer may have come between the last look and now
        look(0);
      } else {
        flight.askNow();
      }
    } else if (!over) {
      loop.schedule(this::lookOnce, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void lookOnce() {
    if (over) {
      return;
    }
    if (++looks > TURN_MILLIS / LOOK_MILLIS) { // the others are too slow, or too many
      flight.askNow();
    } else {
      look(0);
    }
  }

  /** Others need not wait any more. */
  void end() {
    over = true;
    RedisTier had = turn;
    turn = null;
    if (had != null) {
      had.unlock(ask.key());
    }
  }
}
