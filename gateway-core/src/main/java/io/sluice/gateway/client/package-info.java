/**
 * Connections to origin servers: HTTP/1.1 on one connection, and the pool of one worker's
 * connections to one endpoint, confined to the worker's event loop; and what the workers' pools
 * share: how many connections there may be, and how many exchanges may wait for one.
 */
@NullMarked
package io.sluice.gateway.client;

import org.jspecify.annotations.NullMarked;
