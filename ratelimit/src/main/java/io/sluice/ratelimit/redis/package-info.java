/**
 * Limits that several gateways share: their state is on Redis, where a script decides by the time
 * of the server. {@link io.sluice.ratelimit.redis.SharedLimiter} is what decides, {@link
 * io.sluice.ratelimit.redis.RedisStore} the way to the server.
 */
@NullMarked
package io.sluice.ratelimit.redis;

import org.jspecify.annotations.NullMarked;
