/**
 * Active checks of endpoints ({@link io.sluice.loadbalancer.group.Prober}), over connections of
 * their own. When a check is made, and what its results lead to, is decided elsewhere.
 */
@NullMarked
package io.sluice.gateway.health;

import org.jspecify.annotations.NullMarked;
