/** Active checks of endpoints, over connections of their own. */
@NullMarked
package io.sluice.gateway.health;

import org.jspecify.annotations.NullMarked;
