package io.sluice.gateway.config;

import io.sluice.gateway.api.Option;

/**
 * The keys that every filter has.
 *
 * @param config not yet bound: its keys depend on the name
 */
record FilterHead(
    @Option("Which filter.") String name,
    @Option(value = "false: it stays out of the chain.", orElse = "true") boolean enabled,
    @Option(value = "The filter's own options.", orElse = "{}") Node config) {}
