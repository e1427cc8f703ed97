/**
 * Connections to origin servers: HTTP/1.1 on one connection, and the pool of one worker's
 * connections to one endpoint. Confined to the worker's event loop.
 */
@NullMarked
package io.sluice.gateway.client;

import org.jspecify.annotations.NullMarked;
