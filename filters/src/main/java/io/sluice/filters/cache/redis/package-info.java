/** The cache's tier in Redis, what has been purged on other gateways, and locks between them. */
@NullMarked
package io.sluice.filters.cache.redis;

import org.jspecify.annotations.NullMarked;
