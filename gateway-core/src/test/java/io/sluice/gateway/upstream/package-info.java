/** Tests of what an upstream admits and how often it may be tried again. */
@NullMarked
package io.sluice.gateway.upstream;

import org.jspecify.annotations.NullMarked;
