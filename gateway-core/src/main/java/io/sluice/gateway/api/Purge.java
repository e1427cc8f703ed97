package io.sluice.gateway.api;

/**
 * Which stored responses are to go. Immutable.
 *
 * @param by what {@code value} is
 * @param value see {@link By}; not empty
 * @param soft they become stale, so that they still serve where the origin fails or while it is
 *     asked; else they are gone
 */
public record Purge(By by, String value, boolean soft) {

  /** By what responses are named. */
  public enum By {
    /** The address: {@code http://host/path?query}, {@code host/path?query} or {@code /path}. */
    KEY,
    /** What addresses begin with, in the same forms. */
    PREFIX,
    /** A word that the origin has given them in Cache-Tag or Surrogate-Key. */
    TAG,
    /** The id of a route. */
    ROUTE
  }
}
