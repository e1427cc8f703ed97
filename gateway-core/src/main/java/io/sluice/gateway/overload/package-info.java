/**
 * When there is more than can be served: how hard pressed each worker is, and whom it refuses. The
 * lowest {@link io.sluice.gateway.config.RequestClass} goes first, the highest last.
 */
@NullMarked
package io.sluice.gateway.overload;

import org.jspecify.annotations.NullMarked;
