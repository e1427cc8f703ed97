/** The command {@code sluice hash}: what stands in a config in place of keys and passwords. */
@NullMarked
package io.sluice.filters.hash;

import org.jspecify.annotations.NullMarked;
