package io.sluice.gateway.config;

/**
 * Something in a config that works, but hardly as it is meant.
 *
 * @param path where, as {@code upstreams[2]}
 * @param message what is odd, and what comes of it
 */
public record ConfigWarning(String path, String message) {

  /** {@code path: message}. */
  @Override
  public String toString() {
    return path + ": " + message;
  }
}
