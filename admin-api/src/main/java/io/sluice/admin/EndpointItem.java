package io.sluice.admin;

import io.sluice.loadbalancer.Target;
import io.sluice.loadbalancer.group.EndpointStatus;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** An {@link EndpointStatus} as clients read it; loadbalancer/docs/health.md has the meanings. */
record EndpointItem(
    String address,
    String zone,
    int priority,
    int weight,
    int effectiveWeight,
    boolean serving,
    String health,
    String check,
    @Nullable String ejectedFor,
    long ejectionLeftMs,
    String operator,
    int inFlight,
    double latencyMs,
    SortedMap<String, String> labels) {

  static EndpointItem of(EndpointStatus status) {
    Target target = status.target();
    return new EndpointItem(
        target.address().toString(),
        target.zone(),
        target.priority(),
        target.weight(),
        status.effectiveWeight(),
        status.serving(),
        status.health().name().toLowerCase(Locale.ROOT),
        status.checkDetail(),
        status.ejectedFor().isEmpty() ? null : status.ejectedFor(),
        status.ejectionLeft().toMillis(),
        OperatorWord.of(status.operator()),
        status.inFlight(),
        Math.round(status.latency().toNanos() / 1e3) / 1e3,
        new TreeMap<>(target.labels()));
  }
}
