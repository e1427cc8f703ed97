package io.sluice.filters.requestsize;

import io.sluice.gateway.api.ByteSize;
import io.sluice.gateway.api.Option;

/**
 * Options of {@code request_size}.
 *
 * @param max longest body allowed, in bytes as they are received
 */
public record RequestSizeConfig(
    @Option("Longest request body allowed; 0 allows none.") ByteSize max) {}
