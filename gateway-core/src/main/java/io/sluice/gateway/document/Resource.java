package io.sluice.gateway.document;

import io.sluice.gateway.config.RawConfig;

/**
 * Names one part of a document: a thing of a list, such as a route, or what stands at a top-level
 * key, such as {@code redis}.
 *
 * @param key the top-level key
 * @param id of the thing; empty for all that stands at the key, and of a list for the order of its
 *     things
 */
public record Resource(String key, String id) {

  /** What stands at a top-level key. */
  public static Resource section(String key) {
    return new Resource(key, "");
  }

  public static Resource route(String id) {
    return new Resource("routes", id);
  }

  public static Resource upstream(String id) {
    return new Resource("upstreams", id);
  }

  /** In which order the things of a list stand. */
  static Resource order(String list) {
    return new Resource(list, "");
  }

  /** Whether it is a thing of a list. */
  public boolean isItem() {
    return !id.isEmpty();
  }

  /** Whether it is the order of a list. */
  public boolean isOrder() {
    return id.isEmpty() && RawConfig.LISTS.contains(key);
  }

  /** Such as {@code routes/users} or {@code redis}. */
  @Override
  public String toString() {
    return isItem() ? key + "/" + id : key;
  }
}
