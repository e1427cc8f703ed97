package io.sluice.filters.cache;

import io.netty.buffer.ByteBuf;
import io.sluice.filters.cache.rules.CacheStatus.Forward;
import io.sluice.filters.cache.rules.Use;
import io.sluice.filters.cache.store.SlowTier;
import io.sluice.filters.cache.store.StoredResponse;
import io.sluice.gateway.api.Exchange;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An exchange that waits for what the slower tiers have, and for which the origin is not asked for
 * the whole: it wants a part, the head alone, or nothing that is not stored. Confined to the loop
 * of its exchange.
 */
final class Peek implements Waiting {
  private final CacheFilter filter;
  private final Asking asking;
  private final Exchange exchange;
  private final Forward why;
  private boolean gone;

  /**
   * @param why the origin is asked when there is nothing
   */
  Peek(CacheFilter filter, Asking asking, Exchange exchange, Forward why) {
    this.filter = filter;
    this.asking = asking;
    this.exchange = exchange;
    this.why = why;
  }

  @Override
  public void gone() {
    gone = true;
  }

  /** The exchange pauses from now on, until it is answered or goes on. */
  void begin() {
    look(0);
  }

  private void look(int index) {
    List<Tiers.Tier> slow = asking.policy().tiers().slow();
    if (index == slow.size()) {
      filter.notFound(exchange, asking.ask(), why);
      return;
    }
    Tiers.Tier tier = slow.get(index);
    tier.store()
        .find(
            asking.ask().key(),
            asking.asked(),
            found -> exchange.executor().execute(() -> looked(index, tier, found)));
  }

  private void looked(int index, Tiers.Tier tier, SlowTier.@Nullable Found found) {
    if (gone) {
      if (found != null) {
        found.response().release();
      }
      return;
    }
    StoredResponse response = found == null ? null : asking.valid(found.response());
    ByteBuf body = response == null ? null : response.body();
    if (found == null || response == null || body == null) {
      look(index + 1);
      return;
    }
    asking.promote(response, found.keptFor());
    Use use = asking.ask().mayGet(response) ? asking.use(response) : Use.ASK;
    if (use == Use.ASK) {
      body.release();
      look(index + 1);
    } else {
      filter.hit(exchange, asking.ask(), response, body, use, tier.hit(), filter.now());
    }
  }
}
