package io.sluice.gateway.health;

import io.sluice.loadbalancer.Address;
import io.sluice.loadbalancer.Endpoint;
import io.sluice.loadbalancer.group.ProbeResult;
import io.sluice.loadbalancer.group.Prober;
import java.util.function.Consumer;

/** Well is what answers a request with an expected status. */
public final class HttpProber<E extends Endpoint> implements Prober<E> {
  private static final int DEFAULT_PORT = 80;

  private final ProbeSockets sockets;
  private final HttpProbeOptions options;

  public HttpProber(ProbeSockets sockets, HttpProbeOptions options) {
    this.sockets = sockets;
    this.options = options;
  }

  @Override
  public void probe(E endpoint, Consumer<ProbeResult> result) {
    Address address = TcpProber.at(endpoint, options.port());
    new HttpProbe(sockets.turns(), options, request(address), result).begin(sockets, address);
  }

  private String request(Address address) {
    String host = options.host();
    return options.method()
        + " "
        + options.path()
        + " HTTP/1.1\r\nhost: "
        + (host == null ? authority(address) : host)
        + "\r\nuser-agent: sluice-health-check\r\naccept: */*\r\nconnection: close\r\n\r\n";
  }

  /** The zone of an IPv6 address means nothing to others (RFC 6874 4). */
  static String authority(Address address) {
    int zone = address.host().indexOf('%');
    Address plain =
        zone < 0 ? address : new Address(address.host().substring(0, zone), address.port());
    String text = plain.toString();
    return address.port() == DEFAULT_PORT ? text.substring(0, text.lastIndexOf(':')) : text;
  }
}
