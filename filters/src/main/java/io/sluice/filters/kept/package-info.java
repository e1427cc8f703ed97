/** How filters find what they keep over configs. */
@NullMarked
package io.sluice.filters.kept;

import org.jspecify.annotations.NullMarked;
