package io.sluice.admin;

import io.sluice.gateway.observe.Figures;
import io.sluice.gateway.service.GatewayControl;
import io.sluice.loadbalancer.group.EndpointStatus;
import io.sluice.loadbalancer.group.GroupStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the gateway from time to time and tells what has changed since. Confined to the thread
 * that looks.
 *
 * <p>Figures are a fixed price. Endpoints may be many, and each upstream's are behind its lock: a
 * look at them is followed by a rest of twenty times as long.
 */
final class Sampler {
  private static final int REST = 20;

  private final GatewayControl control;
  private final LongSupplier nanos;
  private @Nullable Figures before;
  private long beforeAt;
  private Map<Key, Boolean> health = new HashMap<>();
  private boolean looked;
  private long lookAgainAt;

  private record Key(String upstream, String endpoint) {}

  /** An endpoint that is well or no longer is. */
  private record Health(String upstream, String endpoint, boolean healthy) {}

  /**
   * @param nanos a clock that only moves forward
   */
  Sampler(GatewayControl control, LongSupplier nanos) {
    this.control = control;
    this.nanos = nanos;
  }

  /** What there is to tell; the first time only a look. */
  List<ServerEvent> sample() {
    List<ServerEvent> events = new ArrayList<>();
    sampleHealth(events);
    Figures now = control.figures();
    long at = nanos.getAsLong();
    if (before != null && at > beforeAt) {
      events.add(ServerEvent.of("figures", Rates.between(before, now, (at - beforeAt) / 1e9)));
    }
    before = now;
    beforeAt = at;
    return events;
  }

  private void sampleHealth(List<ServerEvent> events) {
    long from = nanos.getAsLong();
    if (looked && from - lookAgainAt < 0) {
      return;
    }
    Map<Key, Boolean> seen = new HashMap<>();
    for (String upstream : control.upstreams()) {
      GroupStatus status = control.endpoints(upstream);
      if (status != null) {
        for (EndpointStatus endpoint : status.endpoints()) {
          Key key = new Key(upstream, endpoint.target().address().toString());
          seen.put(key, endpoint.healthy());
          Boolean was = health.get(key);
          if (looked && was != null && was != endpoint.healthy()) {
            events.add(
                ServerEvent.of("health", new Health(upstream, key.endpoint(), endpoint.healthy())));
          }
        }
      }
    }
    health = seen;
    looked = true;
    long until = nanos.getAsLong();
    lookAgainAt = until + REST * (until - from);
  }
}
