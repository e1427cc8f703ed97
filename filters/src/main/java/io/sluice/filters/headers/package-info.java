/** {@code headers}: edits the fields of requests and responses. */
@NullMarked
package io.sluice.filters.headers;

import org.jspecify.annotations.NullMarked;
