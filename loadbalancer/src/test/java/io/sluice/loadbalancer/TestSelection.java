package io.sluice.loadbalancer;

import java.util.HashSet;
import java.util.Set;

/** A selection that tests set up by hand. */
public final class TestSelection implements Selection {
  public final Set<Endpoint> excluded = new HashSet<>();
  public long now;
  public long hash;

  @Override
  public long nowNanos() {
    return now;
  }

  @Override
  public long hash() {
    return hash;
  }

  @Override
  public boolean excluded(Endpoint endpoint) {
    return excluded.contains(endpoint);
  }
}
