package io.sluice.gateway.service;

import io.sluice.gateway.config.ConfigException;
import io.sluice.gateway.document.Change;
import io.sluice.gateway.store.StoreException;
import io.sluice.gateway.store.StoreStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads and changes the running config. Any thread that may wait. */
public interface ConfigControl {

  /** What is served now; never waits. */
  ConfigView now();

  /**
   * Changes the config: when it returns, every worker serves it and the store has it. When anything
   * fails, nothing has changed. Changes are made one after another, each on what the one before has
   * left.
   *
   * @param editor says what changes; no change at all makes no revision
   * @throws X what the editor throws
   * @throws ConfigException when the config would have errors, with all of them; paths are those of
   *     the document that would be
   * @throws StoreException when the store cannot take it now
   * @throws IOException when an address cannot be bound, or a service refuses
   * @throws Unconfirmed when the last change waits for its confirmation, and this one is not
   *     {@linkplain Author#undoes an undoing}
   */
  <X extends Exception> ConfigView change(
      Author author, @Nullable Duration confirmWithin, Editor<X> editor)
      throws X, ConfigException, IOException, Unconfirmed;

  /**
   * Tells what a change would do, and changes nothing.
   *
   * @throws X what the editor throws
   */
  <X extends Exception> Trial tried(Editor<X> editor) throws X;

  /**
   * Has the last change stay that waits for its confirmation.
   *
   * @param check looks at it before
   * @return false when none waits
   * @throws X what the check throws
   */
  <X extends Exception> boolean confirm(Check<X> check) throws X, StoreException;

  /** How the store is; never waits. */
  StoreStatus store();

  /**
   * Has {@code listener} told of each state of the config, on the control thread: it must not wait.
   */
  void onChange(Consumer<ConfigView> listener);

  /**
   * Refuses what is not to be.
   *
   * @param <X> what it throws to refuse
   */
  @FunctionalInterface
  interface Check<X extends Exception> {
    /** Called on the control thread. */
    void check(ConfigView now) throws X;
  }

  /**
   * Says what changes.
   *
   * @param <X> what it may throw to refuse
   */
  @FunctionalInterface
  interface Editor<X extends Exception> {
    /** Called on the control thread, perhaps more than once; of a trial on its caller's. */
    List<Change> changes(ConfigView now) throws X;
  }

  /**
   * Who changes the config.
   *
   * @param who name of the token, or what else tells them apart
   * @param from where they are; never a secret
   * @param source {@code api}, {@code rollback}, ...
   * @param comment in their words; may be empty
   */
  record Author(String who, String from, String source, String comment) {

    /** The source of changes that undo others. */
    public static final String ROLLBACK = "rollback";

    /** Whether it may come before the last change is confirmed. */
    public boolean undoes() {
      return source.equals(ROLLBACK);
    }
  }

  /** The last change waits for its confirmation. */
  final class Unconfirmed extends Exception {
    private static final long serialVersionUID = 1L;

    public Unconfirmed(long revision) {
      super("revision " + revision + " waits for its confirmation");
    }
  }
}
