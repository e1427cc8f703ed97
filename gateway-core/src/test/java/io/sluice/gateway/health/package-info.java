/** Tests of the active checks. */
@NullMarked
package io.sluice.gateway.health;

import org.jspecify.annotations.NullMarked;
