package io.sluice.gateway.api;

/**
 * Something that runs beside the data plane for the gateway's whole life, such as the admin API.
 * Listed in {@code META-INF/services/io.sluice.gateway.api.GatewayService}, with a public
 * constructor without arguments.
 */
public interface GatewayService {

  /** Name for the log. */
  String name();

  /**
   * Starts it; called once, on the control thread, before the listeners accept.
   *
   * @return a word for the start-up log on where it is reached
   * @throws Exception stops the start-up with exit code 3
   */
  String start(GatewayControl control) throws Exception;

  /** Stops it; called once, last of all, so that health stays visible while the gateway drains. */
  void stop();
}
