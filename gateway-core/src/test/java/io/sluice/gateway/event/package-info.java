/** Tests of what belongs to one event loop, with a clock that stands still. */
@NullMarked
package io.sluice.gateway.event;

import org.jspecify.annotations.NullMarked;
