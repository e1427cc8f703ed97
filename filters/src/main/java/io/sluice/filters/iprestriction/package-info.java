/** {@code ip_restriction}: lets clients in or keeps them out by their address. */
@NullMarked
package io.sluice.filters.iprestriction;

import org.jspecify.annotations.NullMarked;
