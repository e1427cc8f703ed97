package io.sluice.gateway.api;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoopGroup;

/**
 * The gateway's event loops and the sockets that fit them, for clients of other services that are
 * to run there: nothing may block on them.
 *
 * @param loops never to be shut down by whoever borrows them
 * @param channels makes TCP client channels
 */
public record Network(EventLoopGroup loops, ChannelFactory<? extends Channel> channels) {}
