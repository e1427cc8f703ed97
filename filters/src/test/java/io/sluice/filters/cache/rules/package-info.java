/** The rules of caching, each case named by its section. */
@NullMarked
package io.sluice.filters.cache.rules;

import org.jspecify.annotations.NullMarked;
