package io.sluice.gateway.observe;

import java.util.Map;

/**
 * What an upstream's endpoints are like at the moment of a scrape.
 *
 * @param healthy whether each endpoint, by address, is well
 * @param panic whether so few are well that health is ignored
 * @param ejections by outlier detection so far, by reason
 * @param checksPassed active checks so far
 * @param checksFailed active checks so far
 * @param staleSeconds how old the list of targets may be
 * @param skipped entries of the last list that made no sense
 */
public record UpstreamSample(
    Map<String, Boolean> healthy,
    boolean panic,
    Map<String, Long> ejections,
    long checksPassed,
    long checksFailed,
    double staleSeconds,
    int skipped) {}
