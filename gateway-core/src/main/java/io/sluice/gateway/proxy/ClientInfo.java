package io.sluice.gateway.proxy;

import java.net.InetAddress;

/**
 * What a connection tells all its exchanges about its client.
 *
 * @param address of the peer
 * @param ip the address as text
 * @param scheme http or https
 * @param port that the client connected to, as text
 * @param listener id of the listener
 */
public record ClientInfo(
    InetAddress address, String ip, String scheme, String port, String listener) {}
