package io.sluice.gateway.config;

import io.sluice.gateway.api.Option;
import org.jspecify.annotations.Nullable;

/** The part of a request whose hash decides. */
public record HashOnConfig(
    @Option("Where the value is taken from.") Source source,
    @Option(value = "Name of the header field, cookie or query parameter.", pattern = Names.WORD)
        @Nullable String name,
    @Option("What is taken where a request lacks the value.")
        @Nullable HashFallbackConfig fallback) {

  /** Where the value is taken from. */
  public enum Source {
    HEADER,
    COOKIE,
    QUERY,
    PATH,
    CLIENT_IP,
    CONSUMER;

    private boolean isNamed() {
      return this == HEADER || this == COOKIE || this == QUERY;
    }

    /**
     * Refuses a name that the source cannot have.
     *
     * @throws IllegalArgumentException with {@code name} in front
     */
    void check(@Nullable String name) {
      if (isNamed() && name == null) {
        throw new IllegalArgumentException(
            "name: missing (expected: the name of the value to hash)");
      }
      if ((this == HEADER || this == COOKIE) && name != null && !Names.isToken(name)) {
        throw new IllegalArgumentException(
            "name: " + name + " (expected: " + Names.describe(Names.TOKEN) + ")");
      }
      if (!isNamed() && name != null) {
        throw new IllegalArgumentException(
            "name: " + name + " (expected: no name with this source)");
      }
    }
  }

  public HashOnConfig {
    source.check(name);
    if (fallback != null && (source == Source.PATH || source == Source.CLIENT_IP)) {
      throw new IllegalArgumentException(
          "fallback: given (expected: none with this source, which every request has)");
    }
  }
}
