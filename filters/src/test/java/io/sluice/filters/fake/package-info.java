/** An exchange and a context in memory, for tests of one filter alone. */
@NullMarked
package io.sluice.filters.fake;

import org.jspecify.annotations.NullMarked;
