/**
 * {@code cors}: the server's side of the CORS protocol (Fetch Standard, section 3.2), for origin
 * servers that do not speak it or speak it wrongly.
 */
@NullMarked
package io.sluice.filters.cors;

import org.jspecify.annotations.NullMarked;
