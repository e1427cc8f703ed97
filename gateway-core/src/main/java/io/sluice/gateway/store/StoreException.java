package io.sluice.gateway.store;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A store cannot do what was asked; the message names what it works on and why. */
public class StoreException extends IOException {
  private static final long serialVersionUID = 1L;

  public StoreException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** Somebody else was first. */
  public static final class Overtaken extends StoreException {
    private static final long serialVersionUID = 1L;

    public Overtaken(String message) {
      super(message, null);
    }
  }
}
