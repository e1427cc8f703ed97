/** Tests of the questions to DNS servers. */
@NullMarked
package io.sluice.gateway.dns;

import org.jspecify.annotations.NullMarked;
