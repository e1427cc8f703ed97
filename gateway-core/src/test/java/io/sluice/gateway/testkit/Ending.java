package io.sluice.gateway.testkit;

/** How the other side ended a connection. */
public enum Ending {
  /** In order: everything that it sent has been read (TCP FIN). */
  CLOSED,
  /** Cut off (TCP RST). */
  RESET
}
