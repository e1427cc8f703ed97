/** What the filters that find out who calls have in common. */
@NullMarked
package io.sluice.filters.auth;

import org.jspecify.annotations.NullMarked;
