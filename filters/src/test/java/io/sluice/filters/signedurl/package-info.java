/** Tests of {@code signed_url}. */
@NullMarked
package io.sluice.filters.signedurl;

import org.jspecify.annotations.NullMarked;
