package io.sluice.filters.cors;

import io.sluice.gateway.api.Option;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Options of {@code cors}.
 *
 * @param allowOrigins origins as browsers write them, {@code *}, {@code null}, or {@code
 *     https://*.example.com}
 * @param allowMethods methods, or {@code *} for whichever is asked for
 * @param allowHeaders request fields, or {@code *} for whichever are asked for
 * @param exposeHeaders response fields that scripts may read, or {@code *}
 * @param allowCredentials whether cookies and authentication may go along
 * @param allowPrivateNetwork whether public sites may reach a private address
 * @param maxAge how long a browser may keep the answer to a preflight; null for its own default
 */
public record CorsConfig(
    @Option(
            value =
                "Origins allowed: as https://app.example.com, https://*.example.com, null or *.",
            min = 1)
        List<String> allowOrigins,
    @Option(
            value = "Methods allowed; * allows whichever is asked for.",
            orElse = "[GET, HEAD, POST, PUT, PATCH, DELETE]")
        List<String> allowMethods,
    @Option(value = "Request fields allowed; * allows whichever are asked for.", orElse = "[\"*\"]")
        List<String> allowHeaders,
    @Option("Response fields that scripts may read.") List<String> exposeHeaders,
    @Option(value = "Whether cookies and authentication may go along.", orElse = "false")
        boolean allowCredentials,
    @Option(value = "Whether public sites may reach a private address.", orElse = "false")
        boolean allowPrivateNetwork,
    @Option(value = "How long a browser may keep the answer to a preflight.", min = 0)
        @Nullable Duration maxAge) {}
