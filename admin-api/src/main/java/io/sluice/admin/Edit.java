package io.sluice.admin;

import io.sluice.admin.edit.EditException;
import io.sluice.gateway.document.Change;
import io.sluice.gateway.document.Resource;
import io.sluice.gateway.service.ConfigView;
import java.util.List;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What one request writes.
 *
 * @param target what its preconditions are about, and its answer shows; null = the whole document
 * @param maker what changes
 * @param locator where in the request's body an error belongs
 */
record Edit(@Nullable Resource target, Maker maker, Locator locator) {

  /** Says what changes. */
  @FunctionalInterface
  interface Maker {
    /**
     * Called on the control thread, perhaps more than once; of a trial on its caller's.
     *
     * @param shown what a patch sees of the text of a part, by its top-level key
     */
    List<Change> changes(ConfigView now, BinaryOperator<String> shown)
        throws Refused, EditException;
  }

  /** Finds places of the document that would be. */
  @FunctionalInterface
  interface Locator {
    /** A request without a body of config. */
    Locator NOWHERE = (before, pointer) -> null;

    /**
     * A pointer into the body; null when the body says nothing of that place.
     *
     * @param before the config that was to be changed
     */
    @Nullable String pointer(ConfigView before, String pointer);
  }
}
