package io.sluice.gateway.config;

import io.sluice.gateway.api.FilterFactory;

/**
 * One filter of a chain.
 *
 * @param name the factory's name
 * @param enabled false: it stays out of the chain
 * @param factory makes the filter
 * @param config of the factory's {@link FilterFactory#configType()}
 */
public record FilterConfig(String name, boolean enabled, FilterFactory<?> factory, Record config) {}
