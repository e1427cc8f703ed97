/** Meters of filters that outlive configs. */
@NullMarked
package io.sluice.filters.meter;

import org.jspecify.annotations.NullMarked;
