package io.sluice.gateway.dns;

/**
 * One SRV record (RFC 2782).
 *
 * @param priority 0 (first) to 65535
 * @param weight 0 to 65535
 * @param port 0 to 65535
 * @param host without the dot at the end, in lower case; empty where the record says that the
 *     service is not offered
 */
public record ServiceRecord(int priority, int weight, int port, String host) {}
