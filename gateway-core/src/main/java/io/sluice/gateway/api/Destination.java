package io.sluice.gateway.api;

/**
 * An upstream of the running config, as a filter may name it; see {@link FilterContext#upstream}.
 */
public interface Destination {

  /** Its id in the config. */
  String upstreamId();
}
