/** {@code fault}: delays and failures on purpose, for drills. */
@NullMarked
package io.sluice.filters.fault;

import org.jspecify.annotations.NullMarked;
