/** Tests of what a config is compiled to. */
@NullMarked
package io.sluice.gateway.snapshot;

import org.jspecify.annotations.NullMarked;
