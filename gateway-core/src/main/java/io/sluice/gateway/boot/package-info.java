/**
 * The process: its command line, its life from start to drain, and the embedded demo.
 *
 * <p>Exit codes: 0 done, 1 the config has errors, 2 wrong usage, 3 could not bind or start.
 */
@NullMarked
package io.sluice.gateway.boot;

import org.jspecify.annotations.NullMarked;
