/** {@code forward_auth}: asks a service of yours whether a request may pass. */
@NullMarked
package io.sluice.filters.forwardauth;

import org.jspecify.annotations.NullMarked;
