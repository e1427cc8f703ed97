package io.sluice.gateway.proxy;

import io.sluice.gateway.http.FieldBlock;
import java.net.InetAddress;

/**
 * What a connection tells all its exchanges about its client. Confined to the connection's event
 * loop.
 */
public final class ClientInfo {
  private final long connectionId;
  private final InetAddress address;
  private final String ip;
  private final String scheme;
  private final String port;
  private String authority = "";
  private FieldBlock forwarded;

  /**
   * Of one connection.
   *
   * @param connectionId unique in the process
   * @param address of the peer
   * @param scheme http or https
   * @param port that the client connected to
   */
  public ClientInfo(long connectionId, InetAddress address, String scheme, int port) {
    this.connectionId = connectionId;
    this.address = address;
    this.ip = address.getHostAddress();
    this.scheme = scheme;
    this.port = Integer.toString(port);
    this.forwarded = ForwardedFields.of(this, authority);
  }

  long connectionId() {
    return connectionId;
  }

  InetAddress address() {
    return address;
  }

  /** The address as text. */
  String ip() {
    return ip;
  }

  String scheme() {
    return scheme;
  }

  /** The port as text. */
  String port() {
    return port;
  }

  /** What an origin is told of this client; a connection names the same host over and over. */
  FieldBlock forwarded(String requestAuthority) {
    if (!requestAuthority.equals(authority)) {
      authority = requestAuthority;
      forwarded = ForwardedFields.of(this, requestAuthority);
    }
    return forwarded;
  }
}
