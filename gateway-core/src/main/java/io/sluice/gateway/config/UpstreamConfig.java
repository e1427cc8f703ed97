package io.sluice.gateway.config;

import io.sluice.gateway.api.OneOf;
import io.sluice.gateway.api.Option;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A group of origin servers that stand for each other; exactly one key says which they are. */
@OneOf({"targets", "discovery"})
public record UpstreamConfig(
    @Option(value = "Unique name, in logs and metrics.", pattern = Names.ID) String id,
    @Option(value = "The servers; empty with discovery.", min = 1) List<TargetConfig> targets,
    @Option("Where the servers are looked up.") @Nullable DiscoveryConfig discovery,
    @Option(value = "Which server is next.", orElse = "{}") LoadBalancerConfig loadBalancer,
    @Option("How servers are asked whether they are well; absent = never.")
        @Nullable HealthCheckConfig healthCheck,
    @Option("When a server is taken out because of how it serves; absent = never.")
        @Nullable OutlierDetectionConfig outlierDetection,
    @Option(value = "How much at a time, over all workers.", orElse = "{}") InFlightLimits limits,
    @Option(value = "Connections that are kept.", orElse = "{}")
        ConnectionPoolConfig connectionPool,
    @Option(value = "How long the servers may take.", orElse = "{}") UpstreamTimeouts timeouts) {}
