/** Tests of the cache as a filter, over real connections. */
@NullMarked
package io.sluice.filters.cache;

import org.jspecify.annotations.NullMarked;
