/** Warms the cache: asks the gateway itself for a list of addresses. */
@NullMarked
package io.sluice.filters.cache.warm;

import org.jspecify.annotations.NullMarked;
