/** Tests of the connections to origins. */
@NullMarked
package io.sluice.gateway.client;

import org.jspecify.annotations.NullMarked;
