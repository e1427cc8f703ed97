package io.sluice.distribution;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Loopback ports for processes that must be told theirs. */
final class Ports {
  private Ports() {}

  /** A port that was free a moment ago; the system gives it to nobody else for a while. */
  static int free() throws IOException {
    try (ServerSocket probe = taken()) {
      return probe.getLocalPort();
    }
  }

  /** A socket that holds a port until it is closed. */
  static ServerSocket taken() throws IOException {
    return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }
}
