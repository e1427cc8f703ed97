/**
 * The circuit breaker: keeps requests from something that fails, and finds out when it works again.
 *
 * <pre>
 *            too many of the window's calls failed, or were slow
 *   CLOSED -------------------------------------------------------> OPEN
 *     ^                                                             |  ^
 *     | probes went well                          open_duration over|  | probes failed
 *     +------------------------ HALF_OPEN <-------------------------+  |
 *                                   +----------------------------------+
 * </pre>
 *
 * <ul>
 *   <li>CLOSED: all calls pass and are counted in a sliding window of time. With {@code ramp}, a
 *       share of 10 % passes right after the breaker has closed, which grows to all of them: what
 *       has just come back has cold caches, and a crowd waits for it.
 *   <li>OPEN: none passes.
 *   <li>HALF_OPEN: {@code half_open_calls} pass as probes. As soon as what is left of them cannot
 *       change the outcome, it is decided; so one probe that hangs delays nothing. Probes that come
 *       to nothing give their places back, and those that have not reported when another {@code
 *       open_duration} is over lose them.
 * </ul>
 *
 * <p>Settings are apart from state: each call brings those that it was made with, so that state
 * outlives configs, and new settings are in force with the next call.
 */
@NullMarked
package io.sluice.gateway.breaker;

import org.jspecify.annotations.NullMarked;
