package io.sluice.gateway.api;

/** A source of time, injected wherever time matters. */
@FunctionalInterface
public interface Ticker {

  /** Nanoseconds since some fixed but arbitrary point; only differences mean anything. */
  long nanos();

  /** The system's monotonic clock. */
  static Ticker system() {
    return System::nanoTime;
  }
}
