package io.sluice.loadbalancer.group;

import io.sluice.loadbalancer.Endpoint;
import java.util.function.Consumer;

/** Looks whether an endpoint is well, as one active check does. */
@FunctionalInterface
public interface Prober<E extends Endpoint> {

  /**
   * Begins one check and returns at once. Any thread.
   *
   * @param result called exactly once, within the check's own time limit, by any thread
   */
  void probe(E endpoint, Consumer<ProbeResult> result);
}
