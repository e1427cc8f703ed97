/** Tests of the contract between the engine and a filter, over sockets. */
@NullMarked
package io.sluice.gateway.filter;

import org.jspecify.annotations.NullMarked;
