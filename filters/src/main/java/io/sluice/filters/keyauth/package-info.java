/** The filter {@code key_auth}: who calls is known by a key. */
@NullMarked
package io.sluice.filters.keyauth;

import org.jspecify.annotations.NullMarked;
