/** A route's filters as a compiled chain, and one exchange's way along it. */
@NullMarked
package io.sluice.gateway.filter;

import org.jspecify.annotations.NullMarked;
