@NullMarked
package io.sluice.filters.cache.disk;

import org.jspecify.annotations.NullMarked;
