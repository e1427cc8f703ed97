/**
 * HTTP/1.1 on the wire: strict parsing of heads, bodies and trailers (RFC 9112), header fields kept
 * as the bytes that were received, request targets and their normalisation, problem details. Knows
 * neither connections nor exchanges; both sides of the proxy are built on it.
 */
@NullMarked
package io.sluice.gateway.http;

import org.jspecify.annotations.NullMarked;
