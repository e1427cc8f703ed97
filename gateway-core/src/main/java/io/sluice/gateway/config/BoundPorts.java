package io.sluice.gateway.config;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which addresses a document binds; a look costs the same however many there are. */
final class BoundPorts {
  private final Map<Integer, Port> ports = new HashMap<>();

  private static final class Port {
    private final Map<InetAddress, KeyPath> byAddress = new HashMap<>();
    private final KeyPath first;
    private @Nullable KeyPath wildcard;

    Port(KeyPath first) {
      this.first = first;
    }
  }

  /** Notes one more; an earlier place that cannot be bound at the same time, or null. */
  @Nullable KeyPath claim(Bind bind, KeyPath path) {
    if (bind.port() == 0) {
      return null;
    }
    InetAddress address = bind.ip();
    Port port = ports.get(bind.port());
    if (port == null) {
      port = new Port(path);
      ports.put(bind.port(), port);
    }
    KeyPath same = port.byAddress.putIfAbsent(address, path);
    KeyPath taken = same != null ? same : port.wildcard;
    if (address.isAnyLocalAddress()) {
      taken = port.first == path ? null : port.first;
      port.wildcard = port.wildcard == null ? path : port.wildcard;
    }
    return taken;
  }
}
