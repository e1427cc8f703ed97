/** Threads for what must not hold up an event loop. */
@NullMarked
package io.sluice.filters.cache.threads;

import org.jspecify.annotations.NullMarked;
