/** The rules of HTTP caching (RFC 9111) as functions of messages and times: no state, no I/O. */
@NullMarked
package io.sluice.filters.cache.rules;

import org.jspecify.annotations.NullMarked;
