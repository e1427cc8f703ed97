package io.sluice.gateway.config;

/**
 * What a document says of the world outside it, checked by who knows that world: the network, the
 * machine, higher packages. Each refuses with {@link IllegalArgumentException}, whose message names
 * the value and what was expected.
 */
public interface OutsideChecks {

  /** Believes everything. */
  OutsideChecks NONE =
      new OutsideChecks() {
        @Override
        public void logFormat(String format) {}

        @Override
        public void logPath(String path) {}

        @Override
        public void host(String name) {}

        @Override
        public void transport(ServerConfig.Transport transport) {}
      };

  /** A format of the access log. */
  void logFormat(String format);

  /** Where the access log's file is to be. */
  void logPath(String path);

  /** The host of a target, a name or an IP address. May block. */
  void host(String name);

  /** How sockets are to be driven. */
  void transport(ServerConfig.Transport transport);
}
