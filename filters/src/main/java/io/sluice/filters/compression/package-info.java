/**
 * {@code compression}: compresses responses for clients that accept it (RFC 9110 sections 8.4 and
 * 12.5.3). The path of a response: {@link io.sluice.filters.compression.AcceptEncoding} chooses a
 * coding when the request arrives, {@link io.sluice.filters.compression.Candidates} decides when
 * the response head is known, an {@link io.sluice.filters.compression.Encoder} does the work.
 */
@NullMarked
package io.sluice.filters.compression;

import org.jspecify.annotations.NullMarked;
