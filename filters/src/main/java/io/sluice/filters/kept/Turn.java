package io.sluice.filters.kept;

import io.sluice.gateway.api.FilterContext;
import io.sluice.gateway.api.Kept;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells apart what filters of one name keep in one chain: a chain may have two of them, one from
 * {@code default_filters} and one of its own, and each must find its own state again after a
 * reload. They are counted in the order in which the chain has them. Control thread.
 */
public final class Turn implements Kept {
  private record Identity(String routeId) {}

  private final Map<String, Integer> turns = new HashMap<>();
  private @Nullable WeakReference<FilterContext> chain;

  private Turn() {}

  /**
   * How many things called {@code name} the chain of this context had before.
   *
   * @param name with the filter's own, so that it is no other filter's
   */
  public static int of(FilterContext context, String name) {
    return context.keep(new Identity(context.routeId()), Turn::new).next(context, name);
  }

  private int next(FilterContext context, String name) {
    if (chain == null || !context.equals(chain.get())) { // the next config's chain
      chain = new WeakReference<>(context);
      turns.clear();
    }
    return turns.merge(name, 1, Integer::sum) - 1;
  }
}
