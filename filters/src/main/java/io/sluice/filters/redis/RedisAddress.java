package io.sluice.filters.redis;

import io.lettuce.core.RedisURI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where Redis is, and how to be let in.
 *
 * @param name host and port, for the log
 */
public record RedisAddress(String name, RedisURI uri) {
  /** For all until a connection is made: TCP, TLS, the password. */
  static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);

  /**
   * Reads an address.
   *
   * @throws IllegalArgumentException without the password, and without a cause: that may have it
   */
  public static RedisAddress of(String text) {
    RedisURI uri = parse(text);
    String host = uri == null ? null : uri.getHost();
    if (uri == null
        || host == null
        || host.isEmpty()
        || uri.getPort() < 1
        || uri.getPort() > 65_535) {
      throw new IllegalArgumentException(
          "redis.uri: "
              + withoutPassword(text)
              + " (expected: redis://[user:password@]host[:port][/database], or rediss:// for"
              + " TLS)");
    }
    uri.setTimeout(CONNECT_TIMEOUT);
    uri.setClientName("sluice");
    return new RedisAddress(host + ":" + uri.getPort(), uri);
  }

  /**
   * Whatever is before the last at sign may be one, also where the scheme is forgotten or wrong.
   */
  private static String withoutPassword(String text) {
    int at = text.lastIndexOf('@');
    int scheme = text.indexOf("://");
    int shown = scheme >= 0 && scheme < at ? scheme + 3 : 0;
    return at < 0 ? text : text.substring(0, shown) + "***" + text.substring(at);
  }

  @SuppressWarnings("EmptyCatch") // what is wrong with it stands in the cause beside the password
  private static @Nullable RedisURI parse(String text) {
    if (text.startsWith("redis://") || text.startsWith("rediss://")) {
      try {
        return RedisURI.create(text);
      } catch (IllegalArgumentException e) {
      }
    }
    return null;
  }

  @Override
  public String toString() {
    return name;
  }
}
