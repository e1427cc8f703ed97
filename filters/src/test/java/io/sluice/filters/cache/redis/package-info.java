/** The tier in Redis, with a real one. */
@NullMarked
package io.sluice.filters.cache.redis;

import org.jspecify.annotations.NullMarked;
