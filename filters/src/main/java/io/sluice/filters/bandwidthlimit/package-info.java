/**
 * {@code bandwidth_limit}: passes bodies at a bounded rate. A piece that has come always passes;
 * what it cost is owed, and the next one is held back until the debt is paid.
 */
@NullMarked
package io.sluice.filters.bandwidthlimit;

import org.jspecify.annotations.NullMarked;
