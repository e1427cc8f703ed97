package io.sluice.loadbalancer.group;

import io.sluice.loadbalancer.Endpoint;
import io.sluice.loadbalancer.Scheduler;
import io.sluice.loadbalancer.Target;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** One endpoint of a group and what the group knows of it. Guarded by the group's lock. */
final class Member<E extends Endpoint> {
  final E endpoint;
  OperatorState operator = OperatorState.NONE;

  // ---- HealthChecks
  CheckState checks = new CheckState();
  Scheduler.@Nullable Task nextCheck;
  long checkPlan; // grows with each that is planned: one cancelled too late is seen as void
  boolean checking; // a check is on its way

  // ---- OutlierDetection
  @Nullable Ejection ejectedFor;
  long ejectedUntil; // or when the last ejection ended
  Scheduler.@Nullable Task ejectionEnd;
  final AtomicBoolean reported = new AtomicBoolean(); // a report of failures is on its way
  boolean stayTold; // since the last look: it should go, and has to stay
  int ejections; // in a row, as they lengthen the next one
  long seenSuccesses;
  long seenFailures;

  // ---- EndpointGroup
  boolean well; // took requests when last looked at
  long wellSince;
  int effectiveWeight;

  Member(E endpoint) {
    this.endpoint = endpoint;
  }

  Target target() {
    return endpoint.target();
  }

  /** Whether an operator or a weight of 0 keeps requests away, whatever its health. */
  boolean isOut() {
    return operator.isOut() || target().weight() == 0;
  }

  boolean isHealthy() {
    return operator == OperatorState.UP
        || (ejectedFor == null && checks.health() != CheckHealth.UNHEALTHY);
  }

  EndpointStatus status(long now) {
    return new EndpointStatus(
        target(),
        !operator.isOut() && isHealthy() && endpoint.available(now),
        effectiveWeight > 0 && endpoint.available(now),
        effectiveWeight,
        checks.health(),
        checks.detail(),
        ejectedFor == null ? "" : ejectedFor.word(),
        Duration.ofNanos(ejectedFor == null ? 0 : Math.max(0, ejectedUntil - now)),
        operator,
        endpoint.inFlight(),
        Duration.ofNanos(endpoint.latencyNanos(now)));
  }

  @Override
  public String toString() {
    return endpoint.toString();
  }
}
