package io.sluice.filters.headers;

import io.sluice.gateway.api.Option;

/**
 * Options of {@code headers}.
 *
 * @param request edits of the request before it goes to the origin
 * @param response edits of the response before it goes to the client
 */
public record HeadersConfig(
    @Option(value = "Edits of the request, before it goes to the origin.", orElse = "{}")
        FieldEdits request,
    @Option(value = "Edits of the response, before it goes to the client.", orElse = "{}")
        FieldEdits response) {}
