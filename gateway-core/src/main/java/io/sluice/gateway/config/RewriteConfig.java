package io.sluice.gateway.config;

import io.sluice.gateway.api.Option;
import org.jspecify.annotations.Nullable;

/** What changes on the way to the origin. {@code path} excludes the two prefixes. */
public record RewriteConfig(
    @Option(value = "Leading path segments to take away.", pattern = Names.PATH)
        @Nullable String stripPrefix,
    @Option(value = "Path segments to put in front, after stripping.", pattern = Names.PATH)
        @Nullable String addPrefix,
    @Option(value = "The whole path anew; may hold variables.", pattern = Names.PATH)
        @Nullable String path,
    @Option(
            value = "The Host that the origin sees: keep, upstream (its own address), or a name.",
            orElse = "keep",
            pattern = Names.AUTHORITY)
        String host) {

  /** The client's Host goes to the origin. */
  public static final String KEEP_HOST = "keep";

  /** The origin sees its own address. */
  public static final String UPSTREAM_HOST = "upstream";

  public RewriteConfig {
    Names.checkPath("strip_prefix", stripPrefix);
    Names.checkPath("add_prefix", addPrefix);
    Names.checkPath("path", path);
    if (path != null && (stripPrefix != null || addPrefix != null)) {
      throw new IllegalArgumentException(
          "path: " + path + " (expected: either path, or strip_prefix and add_prefix)");
    }
  }
}
