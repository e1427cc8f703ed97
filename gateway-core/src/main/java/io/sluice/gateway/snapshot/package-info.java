/**
 * A config compiled into what exchanges run on: immutable, published as a whole, retired when its
 * last exchange has ended.
 */
@NullMarked
package io.sluice.gateway.snapshot;

import org.jspecify.annotations.NullMarked;
