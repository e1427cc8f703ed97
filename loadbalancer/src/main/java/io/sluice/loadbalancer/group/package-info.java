/**
 * The endpoints of one upstream while the gateway runs: which of them take requests, and with which
 * weight. Decides from what discovery, checks, outcomes and operators say, and makes the policy's
 * balancer anew when that changes.
 */
@NullMarked
package io.sluice.loadbalancer.group;

import org.jspecify.annotations.NullMarked;
