/** Tests of listeners and their connections over real sockets. */
@NullMarked
package io.sluice.gateway.server;

import org.jspecify.annotations.NullMarked;
