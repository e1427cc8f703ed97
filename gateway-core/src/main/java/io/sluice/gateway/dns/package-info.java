/**
 * Names, looked up without blocking: questions to DNS servers, and the resolver of the connections
 * that are opened by name.
 */
@NullMarked
package io.sluice.gateway.dns;

import org.jspecify.annotations.NullMarked;
