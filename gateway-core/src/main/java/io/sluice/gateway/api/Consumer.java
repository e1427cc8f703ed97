package io.sluice.gateway.api;

import java.util.List;
import java.util.Map;

/**
 * A caller that the config knows.
 *
 * @param id what limits, logs and origins know it by
 */
public record Consumer(
    @Option(value = "Unique name.", pattern = "[A-Za-z0-9_.:@-]{1,128}") String id,
    @Option(
            value = "What it is, for rules about many: plan: gold.",
            keys = "[A-Za-z0-9_.-]{1,64}",
            pattern = "[^\\x00-\\x1f\\x7f]{0,128}")
        Map<String, String> labels,
    @Option("By what it is known; none where another party vouches for it, as with tokens.")
        List<Credential> credentials) {}
