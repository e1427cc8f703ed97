package io.sluice.filters.compression;

import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.FilterContext;
import io.sluice.gateway.api.FilterFactory;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Makes {@code compression} filters. */
public final class CompressionFactory implements FilterFactory<CompressionConfig> {

  @Override
  public String name() {
    return "compression";
  }

  @Override
  public String description() {
    return "Compresses responses for clients that accept it, as they stream by.";
  }

  @Override
  public Class<CompressionConfig> configType() {
    return CompressionConfig.class;
  }

  @Override
  public Filter create(CompressionConfig config, FilterContext context) {
    return new Compression(
        new AcceptEncoding(codings(config.algorithms(), config.level())),
        new Candidates(MediaTypes.of("types", config.types()), config.minSize().bytes()),
        context.slot(),
        context.slot());
  }

  private static Coding[] codings(List<Algorithm> algorithms, int level) {
    Set<Algorithm> seen = EnumSet.noneOf(Algorithm.class);
    Coding[] codings = new Coding[algorithms.size()];
    for (int i = 0; i < codings.length; i++) {
      Algorithm algorithm = algorithms.get(i);
      String at = "algorithms[" + i + "]: " + algorithm.token;
      if (!seen.add(algorithm)) {
        throw new IllegalArgumentException(at + " (expected: each algorithm once)");
      }
      requireAvailable(at, algorithm);
      if (level > algorithm.maxLevel) {
        throw new IllegalArgumentException(
            "level: "
                + level
                + " (expected: 0 to "
                + algorithm.maxLevel
                + " with "
                + algorithm.token
                + ")");
      }
      codings[i] = new Coding(algorithm, level == 0 ? algorithm.defaultLevel : level);
    }
    return codings;
  }

  private static void requireAvailable(String at, Algorithm algorithm) {
    Throwable cause = algorithm.whyUnavailable();
    if (cause != null) {
      String platform = System.getProperty("os.name") + "/" + System.getProperty("os.arch");
      throw new IllegalArgumentException(
          at
              + " (expected: an algorithm whose native library loads on "
              + platform
              + ": "
              + cause
              + ")",
          cause);
    }
  }
}
