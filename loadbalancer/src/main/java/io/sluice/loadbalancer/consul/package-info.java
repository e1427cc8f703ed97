/**
 * Targets from Consul's catalog. {@link io.sluice.loadbalancer.consul.ConsulWatcher} asks one
 * agent, with one blocking query for each service in use; {@link
 * io.sluice.loadbalancer.consul.ConsulDiscovery} is one service seen through it. {@code
 * docs/consul.md} tells what happens in each failure.
 */
@NullMarked
package io.sluice.loadbalancer.consul;

import org.jspecify.annotations.NullMarked;
