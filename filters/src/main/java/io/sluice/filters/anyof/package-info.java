/** The filter {@code any_of}: several ways to authenticate, one of which is enough. */
@NullMarked
package io.sluice.filters.anyof;

import org.jspecify.annotations.NullMarked;
