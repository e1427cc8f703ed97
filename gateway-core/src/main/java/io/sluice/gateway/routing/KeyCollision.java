package io.sluice.gateway.routing;

/** Two places of one table have the same key: it must be made with other keys. */
final class KeyCollision extends RuntimeException {
  private static final long serialVersionUID = 1;

  KeyCollision() {
    super("two places have the same key", null, false, false);
  }
}
