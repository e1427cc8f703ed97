/**
 * {@code rate_limit}: refuses, or delays, what comes faster than it may. Policies say how much of
 * what passes; each counts by key, here or on Redis together with other gateways.
 */
@NullMarked
package io.sluice.filters.ratelimit;

import org.jspecify.annotations.NullMarked;
