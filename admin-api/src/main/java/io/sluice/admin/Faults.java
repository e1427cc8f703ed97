package io.sluice.admin;

import io.sluice.admin.edit.Pointers;
import io.sluice.gateway.config.ConfigError;
import io.sluice.gateway.config.ConfigErrors;
import io.sluice.gateway.service.ConfigView;
import java.util.List;

/** Errors of a document as faults of a body. */
final class Faults {
  private Faults() {}

  static List<Refused.Fault> of(ConfigErrors errors, Edit.Locator locator, ConfigView before) {
    return errors.all().stream().map(error -> of(error, locator, before)).toList();
  }

  /** A place that the body says nothing of stays in the message. */
  static Refused.Fault of(ConfigError error, Edit.Locator locator, ConfigView before) {
    String pointer =
        error.path().isEmpty() ? null : locator.pointer(before, Pointers.of(error.path()));
    if (pointer != null) {
      return new Refused.Fault(pointer, error.message());
    }
    String place = error.path().isEmpty() ? "" : error.path() + ": ";
    return new Refused.Fault("", place + error.message());
  }
}
