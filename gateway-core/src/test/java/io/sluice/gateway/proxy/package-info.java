/** Tests of an exchange from end to end, over sockets: each rule, each fault, each way to end. */
@NullMarked
package io.sluice.gateway.proxy;

import org.jspecify.annotations.NullMarked;
