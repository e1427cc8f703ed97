package io.sluice.loadbalancer.group;

import java.util.List;
import java.util.Map;

/**
 * What is known of a group; a moment's copy.
 *
 * @param panic whether too few endpoints are well, so that health is ignored
 * @param ejections so far, by reason
 * @param checksPassed so far
 * @param checksFailed so far
 * @param endpoints in the order of the discovery
 */
public record GroupStatus(
    boolean panic,
    Map<Ejection, Long> ejections,
    long checksPassed,
    long checksFailed,
    List<EndpointStatus> endpoints) {}
