package io.sluice.gateway.config;

import io.sluice.gateway.api.Option;
import org.jspecify.annotations.Nullable;

/** The part of a request whose hash decides. */
public record HashOnConfig(
    @Option("Where the value is taken from.") Source source,
    @Option(value = "Name of the header field, cookie or query parameter.", pattern = Names.WORD)
        @Nullable String name) {

  /** Where the value is taken from. */
  public enum Source {
    HEADER,
    COOKIE,
    QUERY,
    PATH,
    CLIENT_IP
  }

  public HashOnConfig {
    boolean named = source == Source.HEADER || source == Source.COOKIE || source == Source.QUERY;
    if (named && name == null) {
      throw new IllegalArgumentException("name: missing (expected: the name of the value to hash)");
    }
    boolean field = source == Source.HEADER || source == Source.COOKIE;
    if (field && name != null && !Names.isToken(name)) {
      throw new IllegalArgumentException(
          "name: " + name + " (expected: " + Names.describe(Names.TOKEN) + ")");
    }
    if (!named && name != null) {
      throw new IllegalArgumentException("name: " + name + " (expected: no name with this source)");
    }
  }
}
