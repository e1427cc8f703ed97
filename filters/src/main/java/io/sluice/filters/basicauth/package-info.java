/** The filter {@code basic_auth}: who calls is known by name and password (RFC 7617). */
@NullMarked
package io.sluice.filters.basicauth;

import org.jspecify.annotations.NullMarked;
