/** Tests of the wire format: each rule once in a table, then under every split of its bytes. */
@NullMarked
package io.sluice.gateway.http;

import org.jspecify.annotations.NullMarked;
