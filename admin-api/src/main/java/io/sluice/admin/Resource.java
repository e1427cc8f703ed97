package io.sluice.admin;

import java.util.function.Consumer;

/** Something that can be read under a path. */
@FunctionalInterface
interface Resource {

  /**
   * Makes the answer to one GET or HEAD; called on the admin event loop, so never blocking.
   *
   * @param requestId for problems and the log
   * @param reply to be called once, on any thread
   */
  void get(String requestId, Consumer<Answer> reply);
}
