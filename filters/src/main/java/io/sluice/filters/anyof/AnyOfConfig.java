package io.sluice.filters.anyof;

import io.sluice.filters.auth.FilterGroup;
import io.sluice.gateway.api.Option;
import io.sluice.gateway.config.FilterConfig;
import java.util.List;

/**
 * Options of {@code any_of}.
 *
 * @param filters that authenticate, in the order in which they are tried
 * @param anonymous whether who shows no credentials at all may pass, unknown
 */
public record AnyOfConfig(
    @Option(
            value = "Filters that authenticate, in the order in which they are tried.",
            min = 1,
            max = 16)
        List<FilterConfig> filters,
    @Option(value = "Who shows no credentials at all may pass, unknown.", orElse = "false")
        boolean anonymous)
    implements FilterGroup {}
