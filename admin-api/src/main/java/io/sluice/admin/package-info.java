/**
 * The operator's surface: a small HTTP server of its own, so that metrics, health and the admin API
 * stay reachable when the data plane is busy, full or draining.
 *
 * <p>One event loop carries all connections; what takes long runs elsewhere.
 */
@NullMarked
package io.sluice.admin;

import org.jspecify.annotations.NullMarked;
