@NullMarked
package io.sluice.filters.cache.warm;

import org.jspecify.annotations.NullMarked;
