package io.sluice.gateway.boot;

import io.sluice.gateway.config.ConfigError;
import io.sluice.gateway.config.ConfigErrors;
import io.sluice.gateway.config.ConfigException;
import io.sluice.gateway.store.StoreStatus;
import java.util.ArrayList;
import java.util.List;

/**
 * The file and what the store has changed since are wrong together. Paths are those of both
 * together, so no line of the file belongs to them.
 */
final class UnfitChanges extends ConfigException {
  private static final long serialVersionUID = 1L;

  UnfitChanges(StoreStatus store, ConfigException cause) {
    super(new ConfigErrors(errors(store, cause)));
  }

  private static List<ConfigError> errors(StoreStatus store, ConfigException cause) {
    List<ConfigError> errors = new ArrayList<>();
    String message =
        store.type()
            + " "
            + store.place()
            + " has changes that do not fit this config (expected: ones that do)";
    errors.add(new ConfigError("store", message, 0));
    for (ConfigError error : cause.errors().all()) {
      errors.add(new ConfigError(error.path(), error.message(), 0));
    }
    return errors;
  }
}
