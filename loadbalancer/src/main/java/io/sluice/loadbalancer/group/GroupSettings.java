package io.sluice.loadbalancer.group;

import io.sluice.loadbalancer.BalancerSettings;
import io.sluice.loadbalancer.Endpoint;
import io.sluice.loadbalancer.LoadBalancerFactory;
import org.jspecify.annotations.Nullable;

/**
 * How a group treats its endpoints.
 *
 * @param policy makes the balancer
 * @param balancing what the policy is told
 * @param slowStartNanos how long an endpoint that appears or returns is spared; 0: not at all
 * @param panicThreshold percent of endpoints that must be healthy, see {@link TrafficShares}
 * @param zone the zone whose endpoints come first; empty: all are alike
 * @param checks null: none are made
 * @param outliers null: none are looked for
 */
public record GroupSettings<E extends Endpoint>(
    LoadBalancerFactory policy,
    BalancerSettings balancing,
    long slowStartNanos,
    int panicThreshold,
    String zone,
    @Nullable CheckSettings<E> checks,
    @Nullable OutlierSettings outliers) {

  /** Just a policy; nothing is spared, ignored, checked or ejected. */
  public GroupSettings(LoadBalancerFactory policy) {
    this(policy, BalancerSettings.DEFAULT, 0, 0, "", null, null);
  }
}
