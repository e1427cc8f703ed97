package io.sluice.gateway.config;

import io.sluice.gateway.api.OneOf;
import io.sluice.gateway.api.Option;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A condition on the normalised path: exactly one of the four. */
@OneOf({"exact", "prefix", "template", "regex"})
public record PathMatch(
    @Option(value = "The whole path.", pattern = Names.PATH) @Nullable String exact,
    @Option(
            value = "Leading whole segments: /users takes /users and /users/7.",
            pattern = Names.PATH)
        @Nullable String prefix,
    @Option(
            value = "Segments, some of them variables: /users/{id}/orders/{*rest}.",
            pattern = Names.PATH)
        @Nullable String template,
    @Option("A regular expression (RE2 syntax) that the whole path must match.")
        @Nullable String regex) {

  public PathMatch {
    Names.checkPath("exact", exact);
    Names.checkPath("prefix", prefix);
    Names.checkPath("template", template);
    if (template != null) {
      PathTemplates.check("template", template);
    }
    if (regex != null) {
      Regexes.check("regex", regex);
    }
  }

  /** Names of the template's variables, in order; empty when this is no template. */
  public List<String> parameters() {
    return template == null ? List.of() : PathTemplates.parameters(template);
  }
}
