package io.sluice.gateway.boot;

import io.sluice.gateway.config.ConfigErrors;
import io.sluice.gateway.config.ConfigException;
import io.sluice.gateway.config.ConfigLoader;
import io.sluice.gateway.config.StoreConfig;
import io.sluice.gateway.document.BoundDocument;
import io.sluice.gateway.store.StoreException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The file that the config comes from, read anew with each load.
 *
 * @param path as the user wrote it, so that messages name what they know
 */
record ConfigFile(Path path, ConfigLoader loader) {

  /**
   * A file whose plugins are all that the class path has.
   *
   * @param environment value of a variable, or null
   * @throws IOException when a jar among the plugins cannot be used
   */
  static ConfigFile of(Path path, Function<String, @Nullable String> environment)
      throws IOException {
    try {
      return new ConfigFile(
          path, new ConfigLoader(FoundPlugins.all(), environment, new HereChecks()));
    } catch (IllegalArgumentException | LinkageError e) {
      throw new IOException("plugins: " + e.getMessage(), e);
    }
  }

  /**
   * Reads and binds the file.
   *
   * @throws ConfigException with everything that is wrong, also when it cannot be read
   */
  BoundDocument load() throws ConfigException {
    return BoundDocument.of(path, loader);
  }

  /**
   * What the gateway starts with: the file, and what its store has.
   *
   * @throws ConfigException when the two do not fit together
   */
  ConfigOrigin origin(BoundDocument loaded) throws ConfigException, StoreException {
    StoreConfig config = loaded.config().store();
    return new ConfigOrigin(
        loader,
        path.toString(),
        loaded,
        Stores.of(config, loaded.config().consul(), path),
        config.revisions());
  }

  /**
   * Says what is wrong.
   *
   * @param head told which file it is and how many errors it has
   * @param lines told one error a line
   */
  void print(ConfigErrors errors, PrintStream head, PrintStream lines) {
    head.println(path + ": " + errors.count() + (errors.count() == 1 ? " error" : " errors"));
    lines.println(errors);
  }

  /** The same errors, found after loading, with their lines in the file if it alone is wrong. */
  ConfigException located(ConfigException found) {
    return found instanceof UnfitChanges
        ? found
        : new ConfigException(loader.located(found.errors(), path));
  }
}
