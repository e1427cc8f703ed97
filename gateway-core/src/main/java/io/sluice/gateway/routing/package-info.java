/**
 * Which route takes a request. {@link io.sluice.gateway.routing.RouteTable} is immutable and knows
 * neither filters nor upstreams; the order of routes is said once, in {@code RuleOrder}, and the
 * way to find the first of them without trying them all in {@code RouteIndex}.
 */
@NullMarked
package io.sluice.gateway.routing;

import org.jspecify.annotations.NullMarked;
