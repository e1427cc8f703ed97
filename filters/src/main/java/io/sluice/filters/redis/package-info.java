/** The gateway's connection to Redis, on its own event loops, for all filters that share state. */
@NullMarked
package io.sluice.filters.redis;

import org.jspecify.annotations.NullMarked;
