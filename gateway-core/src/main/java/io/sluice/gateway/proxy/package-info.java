/**
 * The life of one exchange, from the request's head to its last byte, whatever protocol carries it
 * on either side. Confined to the exchange's worker.
 */
@NullMarked
package io.sluice.gateway.proxy;

import org.jspecify.annotations.NullMarked;
