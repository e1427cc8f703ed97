/**
 * Signed tokens (RFC 7515, RFC 7519): read strictly, verified by keys that say themselves which
 * algorithms they serve, and kept while they are valid; and who calls, by what they say. Knows no
 * filter.
 */
@NullMarked
package io.sluice.filters.jwt;

import org.jspecify.annotations.NullMarked;
