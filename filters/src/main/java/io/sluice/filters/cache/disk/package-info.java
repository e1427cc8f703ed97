/** The tier of the cache on the local disk. */
@NullMarked
package io.sluice.filters.cache.disk;

import org.jspecify.annotations.NullMarked;
