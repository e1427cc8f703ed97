package io.sluice.gateway.boot;

import io.sluice.gateway.config.ConsulConfig;
import io.sluice.gateway.config.StoreConfig;
import io.sluice.gateway.store.ConfigStore;
import io.sluice.gateway.store.FileStore;
import io.sluice.gateway.store.MemoryStore;
import java.nio.file.Path;

/** Makes the store that a config asks for. */
final class Stores {
  private Stores() {}

  /**
   * Nothing is opened yet.
   *
   * @param file the config's, beside which the state file is
   */
  static ConfigStore of(StoreConfig config, ConsulConfig consul, Path file) {
    return switch (config.type()) {
      case MEMORY -> new MemoryStore(config.revisions());
      case FILE -> new FileStore(stateFile(config, file), config.revisions());
      case CONSUL -> throw new IllegalStateException("not yet " + consul);
    };
  }

  private static Path stateFile(StoreConfig config, Path file) {
    return config.path().isEmpty()
        ? file.resolveSibling(file.getFileName() + ".state")
        : Path.of(config.path());
  }
}
