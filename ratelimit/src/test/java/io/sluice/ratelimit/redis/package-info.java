/** A real Redis for tests, here and in the modules above. */
@NullMarked
package io.sluice.ratelimit.redis;

import org.jspecify.annotations.NullMarked;
