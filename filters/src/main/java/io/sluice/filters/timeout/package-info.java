/** {@code timeout}: other timeouts than the route's, and a caller's own. */
@NullMarked
package io.sluice.filters.timeout;

import org.jspecify.annotations.NullMarked;
