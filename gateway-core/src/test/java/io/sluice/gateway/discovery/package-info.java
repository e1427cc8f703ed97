/** Tests of where targets come from. */
@NullMarked
package io.sluice.gateway.discovery;

import org.jspecify.annotations.NullMarked;
