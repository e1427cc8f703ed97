package io.sluice.gateway.config;

import io.sluice.gateway.api.Option;
import java.util.List;

/** A group of origin servers that stand for each other. */
public record UpstreamConfig(
    @Option(value = "Unique name, in logs and metrics.", pattern = Names.ID) String id,
    @Option(value = "The servers.", min = 1) List<TargetConfig> targets,
    @Option(value = "Which server is next.", orElse = "{}") LoadBalancerConfig loadBalancer,
    @Option(value = "How much at a time, over all workers.", orElse = "{}") UpstreamLimits limits,
    @Option(value = "Connections that are kept.", orElse = "{}")
        ConnectionPoolConfig connectionPool,
    @Option(value = "How long the servers may take.", orElse = "{}") UpstreamTimeouts timeouts) {}
