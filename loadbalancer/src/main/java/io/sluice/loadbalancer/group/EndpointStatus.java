package io.sluice.loadbalancer.group;

import io.sluice.loadbalancer.Target;
import java.time.Duration;

/**
 * What is known of one endpoint; a moment's copy.
 *
 * @param target as configured or discovered
 * @param healthy whether it is well: not unhealthy, ejected, taken out by an operator, or cooling
 * @param serving whether it may be chosen: well or in panic, not taken out, of a weight above 0,
 *     and not cooling
 * @param effectiveWeight its weight as the policy sees it; not on the scale of the target's weight
 *     when zones, reserves or slow start have changed the shares
 * @param health what checks say
 * @param checkDetail what the last check found; empty before it
 * @param ejectedFor why outlier detection has it out; empty when it has not
 * @param ejectionLeft how long it stays out
 * @param operator the operator's word
 * @param inFlight requests now
 * @param latency average time to answer; zero while not known
 */
public record EndpointStatus(
    Target target,
    boolean healthy,
    boolean serving,
    int effectiveWeight,
    CheckHealth health,
    String checkDetail,
    String ejectedFor,
    Duration ejectionLeft,
    OperatorState operator,
    int inFlight,
    Duration latency) {}
