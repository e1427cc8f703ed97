/** {@code request_id}: gives each request its id, for the origin and for the client. */
@NullMarked
package io.sluice.filters.requestid;

import org.jspecify.annotations.NullMarked;
