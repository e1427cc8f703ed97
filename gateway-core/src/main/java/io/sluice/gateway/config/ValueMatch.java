package io.sluice.gateway.config;

import io.sluice.gateway.api.OneOf;
import io.sluice.gateway.api.Option;
import org.jspecify.annotations.Nullable;

/** A condition on one header field, query parameter or cookie: exactly one of the four. */
@OneOf({"exact", "prefix", "regex", "present"})
public record ValueMatch(
    @Option(value = "Its name.", pattern = Names.WORD) String name,
    @Option("The whole value.") @Nullable String exact,
    @Option("How the value begins.") @Nullable String prefix,
    @Option("A regular expression (RE2 syntax) that the whole value must match.")
        @Nullable String regex,
    @Option("Whether it must be there at all, or must not.") @Nullable Boolean present) {

  public ValueMatch {
    if (regex != null) {
      Regexes.check("regex", regex);
    }
  }
}
