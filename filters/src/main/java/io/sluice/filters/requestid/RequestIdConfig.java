package io.sluice.filters.requestid;

import io.sluice.gateway.api.Option;

/**
 * Options of {@code request_id}.
 *
 * @param header field that carries the id
 * @param response whether the client gets it too
 */
public record RequestIdConfig(
    @Option(value = "Field that carries the id.", orElse = "x-request-id") String header,
    @Option(value = "Whether the client gets the id too.", orElse = "true") boolean response) {}
