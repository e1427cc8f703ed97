/** {@code cache}: keeps responses as a shared cache, by the rules of RFC 9111. */
@NullMarked
package io.sluice.filters.cache;

import org.jspecify.annotations.NullMarked;
