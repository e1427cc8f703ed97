package io.sluice.filters.jwtauth;

import io.sluice.gateway.api.OneOf;
import io.sluice.gateway.api.Option;
import org.jspecify.annotations.Nullable;

/**
 * Where the token stands.
 *
 * @param header a field; of {@code authorization} behind the scheme Bearer, of others alone
 */
@OneOf({"header", "cookie", "query"})
public record TokenPlaceConfig(
    @Option("A field; of authorization behind the scheme Bearer, of others alone.")
        @Nullable String header,
    @Option(value = "A cookie.", pattern = "[!#$%&'*+.^_`|~0-9A-Za-z-]+") @Nullable String cookie,
    @Option(value = "A query parameter.", pattern = "[!-~]+") @Nullable String query) {}
