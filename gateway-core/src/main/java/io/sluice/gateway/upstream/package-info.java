/**
 * A named group of endpoints: who they are, which one is next, how much they may be asked at a
 * time, and the connections to them. Carried over from config to config by identity.
 */
@NullMarked
package io.sluice.gateway.upstream;

import org.jspecify.annotations.NullMarked;
