/** Tests of {@code hmac_auth}. */
@NullMarked
package io.sluice.filters.hmacauth;

import org.jspecify.annotations.NullMarked;
