package io.sluice.gateway.config;

import io.sluice.gateway.api.DiscoveryFactory;
import org.jspecify.annotations.Nullable;

/**
 * Where the servers of an upstream are looked up.
 *
 * @param type one of the gateway's own, or a factory's
 * @param factory makes the discovery; null with the gateway's own types
 * @param options what stands beside {@code type}: a {@link ConsulDiscoveryConfig}, a {@link
 *     DnsDiscoveryConfig}, or of the factory's {@link DiscoveryFactory#configType()}
 */
public record DiscoveryConfig(String type, @Nullable DiscoveryFactory<?> factory, Record options) {}
