package io.sluice.gateway.service;

import java.net.InetSocketAddress;

/**
 * Something that runs beside the data plane for the gateway's whole life, such as the admin API.
 * Listed in {@code META-INF/services/io.sluice.gateway.service.GatewayService}, with a public
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

  /**
   * Makes ready what a reload changes for it, without a change yet: the reload may still fail
   * elsewhere. Called on the control thread; a service that listens nowhere need not care.
   *
   * @param adminAddress where the admin listener is to be, which may be where it is; port 0 asks
   *     for any port
   * @throws Exception refuses the whole reload, such as {@link io.sluice.gateway.api.BindFailure}
   *     for an address that cannot be bound; then nothing has changed, here or elsewhere
   */
  default Change prepare(InetSocketAddress adminAddress) throws Exception {
    return Change.NONE;
  }

  /** Stops it; called once, last of all, so that health stays visible while the gateway drains. */
  void stop();

  /** A change that is ready; one of its methods is called, once, on the control thread. */
  interface Change {
    /** Nothing changes. */
    Change NONE =
        new Change() {
          @Override
          public void commit() {}

          @Override
          public void abandon() {}
        };

    /** Puts it into force, when all else of the reload is; it is too late to fail. */
    void commit();

    /** Gives back what was made ready for it. */
    void abandon();
  }
}
