/** What the cache keeps: responses, by which key, and the tier in memory. */
@NullMarked
package io.sluice.filters.cache.store;

import org.jspecify.annotations.NullMarked;
