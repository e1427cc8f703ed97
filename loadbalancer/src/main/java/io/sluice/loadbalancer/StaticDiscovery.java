package io.sluice.loadbalancer;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Targets listed in the config: tells them once, during {@link #subscribe}. */
public final class StaticDiscovery implements Discovery {
  private final List<Target> targets;

  /**
   * Takes a copy of the list.
   *
   * @throws IllegalArgumentException naming an address that is there twice
   */
  public StaticDiscovery(List<Target> targets) {
    Set<Address> seen = new HashSet<>();
    for (int i = 0; i < targets.size(); i++) {
      Address address = targets.get(i).address();
      if (!seen.add(address)) {
        throw new IllegalArgumentException(
            "targets[" + i + "].address: " + address + " (expected: each address once)");
      }
    }
    this.targets = List.copyOf(targets);
  }

  @Override
  public Subscription subscribe(Consumer<? super List<Target>> listener) {
    listener.accept(targets);
    return () -> {};
  }
}
