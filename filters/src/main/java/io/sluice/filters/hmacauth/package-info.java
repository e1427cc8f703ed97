/** {@code hmac_auth}: lets in who signs requests, by HTTP Message Signatures (RFC 9421). */
@NullMarked
package io.sluice.filters.hmacauth;

import org.jspecify.annotations.NullMarked;
