package io.sluice.loadbalancer.group;

/**
 * What one check found.
 *
 * @param passed whether the endpoint is well
 * @param detail for operators, in a few words: {@code status 200}, {@code Connection refused}
 */
public record ProbeResult(boolean passed, String detail) {

  /** Nothing could be found out, for a lack of the gateway's own; it counts for nothing. */
  public static final ProbeResult NO_SOCKET =
      new ProbeResult(false, "the gateway has no socket left");
}
