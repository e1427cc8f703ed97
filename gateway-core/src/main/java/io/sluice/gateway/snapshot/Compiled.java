package io.sluice.gateway.snapshot;

import io.sluice.gateway.api.Kept;
import io.sluice.gateway.upstream.UpstreamPlan;
import java.util.List;

/**
 * A snapshot that may be published, and what that would change. Control thread.
 *
 * @param added what it keeps open and the one before did not
 * @param dropped what the one before kept open and it does not
 * @param plans of upstreams, to be put into force with it
 * @param kept what its new routes keep over configs, to be told that it is in force
 * @param directory takes its consumers
 */
public record Compiled(
    GatewaySnapshot snapshot,
    List<AutoCloseable> added,
    List<AutoCloseable> dropped,
    List<UpstreamPlan> plans,
    List<Kept> kept,
    ConsumerDirectory directory) {

  /** It will not be published. */
  public void abandon() {
    added.forEach(Lifetimes::close);
  }
}
