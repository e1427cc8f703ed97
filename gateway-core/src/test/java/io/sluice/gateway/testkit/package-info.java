/**
 * The test kit: a running gateway, an origin that misbehaves on command, a client that speaks in
 * bytes, and what filter authors need to test a filter in a few lines ({@link
 * io.sluice.gateway.testkit.FilterTester}). Published as this module's test-jar.
 *
 * <p>Everything is on loopback, every wait is bounded (5 seconds where nothing else is said), and
 * what did not happen in time is an {@link AssertionError} that says what was expected.
 */
@NullMarked
package io.sluice.gateway.testkit;

import org.jspecify.annotations.NullMarked;
