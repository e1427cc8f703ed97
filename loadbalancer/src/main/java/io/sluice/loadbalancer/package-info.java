/**
 * Endpoints: who they are ({@link io.sluice.loadbalancer.Discovery}), which one is next ({@link
 * io.sluice.loadbalancer.LoadBalancer}), and which are out for now ({@link
 * io.sluice.loadbalancer.Endpoint}). The three know nothing of each other's inner workings and
 * nothing of the network: connections belong to whoever subclasses {@code Endpoint}.
 */
@NullMarked
package io.sluice.loadbalancer;

import org.jspecify.annotations.NullMarked;
