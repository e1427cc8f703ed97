/** Micro-benchmarks of the hot path: what one step costs and allocates. */
@NullMarked
package io.sluice.benchmarks;

import org.jspecify.annotations.NullMarked;
