/**
 * Tests of the whole product: the assembled distribution as a user runs it, in processes of its
 * own.
 */
@NullMarked
package io.sluice.distribution;

import org.jspecify.annotations.NullMarked;
