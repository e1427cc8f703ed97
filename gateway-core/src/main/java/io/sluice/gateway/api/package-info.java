/**
 * Everything a plugin author sees. A filter is a {@link io.sluice.gateway.api.FilterFactory} found
 * by {@link java.util.ServiceLoader}, a config record, and a {@link io.sluice.gateway.api.Filter}.
 *
 * <p>All callbacks of one exchange run on one event loop: no lock is needed for state kept in a
 * {@link io.sluice.gateway.api.Slot}, and nothing may block there.
 */
@NullMarked
package io.sluice.gateway.api;

import org.jspecify.annotations.NullMarked;
