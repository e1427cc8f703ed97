/** {@code circuit_breaker}: keeps requests from an origin that fails, until it works again. */
@NullMarked
package io.sluice.filters.circuitbreaker;

import org.jspecify.annotations.NullMarked;
