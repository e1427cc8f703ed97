@NullMarked
package io.sluice.filters.cache.store;

import org.jspecify.annotations.NullMarked;
