/** The filter {@code acl}: which of those who are known may pass. */
@NullMarked
package io.sluice.filters.acl;

import org.jspecify.annotations.NullMarked;
