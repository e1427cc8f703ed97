package io.sluice.gateway.health;

import io.netty.channel.ChannelHandlerContext;
import io.sluice.loadbalancer.Address;
import io.sluice.loadbalancer.Endpoint;
import io.sluice.loadbalancer.group.ProbeResult;
import io.sluice.loadbalancer.group.Prober;
import java.util.function.Consumer;

/** Well is what accepts a connection. It is closed at once, in order, without a byte. */
public final class TcpProber<E extends Endpoint> implements Prober<E> {
  private final ProbeSockets sockets;
  private final TcpProbeOptions options;

  public TcpProber(ProbeSockets sockets, TcpProbeOptions options) {
    this.sockets = sockets;
    this.options = options;
  }

  @Override
  public void probe(E endpoint, Consumer<ProbeResult> result) {
    new TcpProbe(result).begin(sockets, at(endpoint, options.port()));
  }

  /** Where to check an endpoint. */
  static Address at(Endpoint endpoint, int port) {
    Address own = endpoint.target().address();
    return port == 0 ? own : new Address(own.host(), port);
  }

  private final class TcpProbe extends Probe {
    TcpProbe(Consumer<ProbeResult> result) {
      super(sockets.turns(), options.timeout(), result);
    }

    @Override
    void connected(ChannelHandlerContext ctx) {
      pass("connected");
      close();
    }
  }
}
