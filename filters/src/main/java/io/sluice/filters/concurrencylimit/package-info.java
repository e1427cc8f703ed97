/**
 * {@code concurrency_limit}: bounds how many exchanges run at a time; those beyond wait their turn
 * for a while, or are refused.
 */
@NullMarked
package io.sluice.filters.concurrencylimit;

import org.jspecify.annotations.NullMarked;
