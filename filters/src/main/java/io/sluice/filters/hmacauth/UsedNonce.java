package io.sluice.filters.hmacauth;

import io.sluice.gateway.api.FilterContext;
import io.sluice.gateway.api.Kept;
import io.sluice.gateway.api.Slot;
import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/**
 * Where an exchange has the nonce that it has used: a chain may have two of the filters, and what
 * the first has remembered is no replay to the second. Control thread.
 */
final class UsedNonce implements Kept {
  private record Identity(String routeId) {}

  private @Nullable WeakReference<FilterContext> chain;
  private @Nullable Slot<String> slot;

  private UsedNonce() {}

  /** The one place of the context's chain. */
  static Slot<String> of(FilterContext context) {
    return context.keep(new Identity(context.routeId()), UsedNonce::new).in(context);
  }

  private Slot<String> in(FilterContext context) {
    Slot<String> known = slot;
    if (known == null || chain == null || !context.equals(chain.get())) { // the next config's chain
      known = context.slot();
      slot = known;
      chain = new WeakReference<>(context);
    }
    return known;
  }
}
