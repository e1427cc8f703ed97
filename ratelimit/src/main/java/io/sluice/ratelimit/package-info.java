/**
 * How much may pass: limits on rates and on what runs at a time, decided by {@link
 * io.sluice.ratelimit.Limiter}s. They know nothing of HTTP and nothing of the network.
 */
@NullMarked
package io.sluice.ratelimit;

import org.jspecify.annotations.NullMarked;
