/** Where clients connect: transports, listeners, and the HTTP/1.1 front end of a connection. */
@NullMarked
package io.sluice.gateway.server;

import org.jspecify.annotations.NullMarked;
