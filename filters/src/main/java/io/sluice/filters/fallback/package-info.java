/** {@code fallback}: answers, or asks another upstream, where the origin does not serve. */
@NullMarked
package io.sluice.filters.fallback;

import org.jspecify.annotations.NullMarked;
