package io.sluice.gateway.config;

import io.sluice.gateway.api.Option;
import org.jspecify.annotations.Nullable;

/** What is hashed of a request that lacks the value of {@link HashOnConfig}. */
public record HashFallbackConfig(
    @Option("Where the value is taken from.") HashOnConfig.Source source,
    @Option(value = "Name of the header field, cookie or query parameter.", pattern = Names.WORD)
        @Nullable String name) {

  public HashFallbackConfig {
    source.check(name);
  }
}
