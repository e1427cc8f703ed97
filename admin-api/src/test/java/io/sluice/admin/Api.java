package io.sluice.admin;

import java.io.IOException;
import java.net.InetSocketAddress;

/** The admin API of a gateway whose config is checked and not run. */
final class Api implements AutoCloseable {
  final FakeGateway gateway = new FakeGateway();
  final AdminServer server;
  final Client client;

  Api() {
    this(AdminLimits.DEFAULTS);
  }

  Api(AdminLimits limits) {
    try {
      server = AdminServer.start(gateway, limits, gateway.compiled);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    client = new Client(server.address());
  }

  InetSocketAddress address() {
    return server.address();
  }

  FakeConfig config() {
    return gateway.config;
  }

  /** Number of the last revision. */
  long revision() {
    return gateway.config.now().revision().number();
  }

  @Override
  public void close() {
    server.close();
  }
}
