package io.sluice.gateway.config;

import io.sluice.gateway.api.Option;
import java.util.List;

/** A place where clients connect. */
public record ListenerConfig(
    @Option(value = "Name in logs and metrics.", pattern = Names.ID) String id,
    @Option("Address and port; port 0 = any free one.") Bind bind,
    @Option("Networks whose Forwarded and X-Forwarded-* fields are believed; others' are dropped.")
        List<Cidr> trustedProxies,
    @Option(value = "What one request or this listener may take at most.", orElse = "{}")
        ListenerLimits limits,
    @Option(value = "How long a client may take.", orElse = "{}") ListenerTimeouts timeouts,
    @Option(value = "Whether repeated slashes of a path are made one.", orElse = "true")
        boolean mergeSlashes,
    @Option(
            value = "Whether %2F is let through, still encoded; else it is answered with 400.",
            orElse = "false")
        boolean allowEncodedSlash) {}
