package io.sluice.filters.timeout;

import io.sluice.gateway.api.Option;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Options of {@code timeout}; each null where the route's own stays as it is.
 *
 * @param header of requests, in which a caller asks for less time
 */
public record TimeoutConfig(
    @Option(value = "How long the whole exchange may take. 0 = for ever.", min = 0)
        @Nullable Duration request,
    @Option(value = "How long between two pieces of a body. 0 = for ever.", min = 0)
        @Nullable Duration idle,
    @Option("A field in which a caller may ask for less: 250, 250ms or 2s.")
        @Nullable String header) {}
