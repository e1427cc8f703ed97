/** Tests of what plugins see. */
@NullMarked
package io.sluice.gateway.api;

import org.jspecify.annotations.NullMarked;
