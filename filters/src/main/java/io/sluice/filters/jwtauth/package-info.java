/** {@code jwt_auth}: lets in whoever has a token that somebody trusted has signed. */
@NullMarked
package io.sluice.filters.jwtauth;

import org.jspecify.annotations.NullMarked;
