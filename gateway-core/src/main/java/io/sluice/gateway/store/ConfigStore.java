package io.sluice.gateway.store;

import io.sluice.gateway.document.Revision;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the revisions of the config, the last of them at least. Its methods are called by one
 * thread, may block, and return within a bounded time.
 *
 * <p>The revisions of a store form a line: each has the number behind that of the one before, and
 * whoever appends one has seen all before it. A store that several gateways share refuses the
 * second of two that did not know of each other.
 */
public interface ConfigStore extends AutoCloseable {

  /**
   * All that it has; null when it has nothing yet. Called first of all, once.
   *
   * @throws StoreException when it cannot be read, saying what and why; never half of a revision
   */
  @Nullable Stored load() throws StoreException;

  /**
   * Adds a revision: when this returns it outlives the process, a cut of power too.
   *
   * @throws Overtaken when the store has one of that number already, made by somebody else; {@link
   *     #since} tells them
   * @throws StoreException when it may not have been added; the next {@link #since} tells whether
   *     it was
   */
  void append(Revision next) throws StoreException;

  /**
   * Has the revision stay that was to be undone unless confirmed; nothing when it is not the last
   * or stays already.
   */
  void confirm(long number) throws StoreException;

  /**
   * The revisions behind one, which others have added, or which were added by an {@link #append}
   * that failed; oldest first. When they are not kept so far back, {@link #load} tells all.
   *
   * @return null when they are not kept so far back, or the revision is not of this line
   */
  @Nullable List<Revision> since(Revision known) throws StoreException;

  /**
   * What it has as of the last call of any of these, or null; never blocks. After {@link #since} it
   * tells whether somebody else has confirmed the last revision.
   */
  @Nullable Stored known();

  /**
   * Has {@code changed} run, on any thread, whenever others may have added or confirmed a revision.
   * A store that nobody else writes never does.
   */
  void watch(Runnable changed);

  /** How it is, for people; any thread, and never blocks. */
  StoreStatus status();

  /** Whether it is shared by a fleet, so that what belongs to one node is not kept in it. */
  boolean shared();

  /** Ends what runs for it. */
  @Override
  void close();
}
