package io.sluice.gateway.config;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells the things of one list apart, also those that have no id of their own: they get a stand-in,
 * so that all else that is wrong can be told too. No document that has one is ever taken: no id
 * that is allowed is like it, and a thing must have the id that it is known by.
 */
public final class ItemIds {
  private static final String STAND_IN = "#";

  private final Set<String> taken = new HashSet<>();

  /** Whether a thing that is known by this has no id of its own. */
  static boolean isStandIn(String id) {
    return id.startsWith(STAND_IN);
  }

  /**
   * Takes the id of a thing, if it is the first that has it.
   *
   * @param said what the thing says; null = nothing
   */
  public boolean take(@Nullable String said) {
    return said != null && !said.isEmpty() && taken.add(said);
  }

  /** Takes what a thing without an id of its own is known by. */
  public String standIn(int index) {
    String id = STAND_IN + index;
    while (!taken.add(id)) {
      id = STAND_IN + id;
    }
    return id;
  }
}
