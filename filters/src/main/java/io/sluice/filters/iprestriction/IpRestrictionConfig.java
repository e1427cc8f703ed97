package io.sluice.filters.iprestriction;

import io.sluice.gateway.api.Option;
import io.sluice.gateway.config.Cidr;
import java.util.List;

/**
 * Options of {@code ip_restriction}.
 *
 * @param allow networks let in; not empty: all others are refused
 * @param deny networks refused, whatever {@code allow} says
 * @param status of the refusal
 */
public record IpRestrictionConfig(
    @Option("Networks let in; when there are any, all others are refused.") List<Cidr> allow,
    @Option("Networks refused, whatever allow says.") List<Cidr> deny,
    @Option(value = "Status of the refusal.", orElse = "403", min = 400, max = 499) int status) {}
