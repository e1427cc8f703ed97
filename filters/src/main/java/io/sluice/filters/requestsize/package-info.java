/** {@code request_size}: refuses requests whose body is too long. */
@NullMarked
package io.sluice.filters.requestsize;

import org.jspecify.annotations.NullMarked;
