/** Field names and values of messages (RFC 9110 section 5), as filters check and edit them. */
@NullMarked
package io.sluice.filters.field;

import org.jspecify.annotations.NullMarked;
