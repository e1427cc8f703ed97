package io.sluice.gateway.snapshot;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a snapshot keeps open: things of its own, and things that other snapshots may keep open too,
 * because a reload carried them over. Those are closed with the last snapshot that has them, in
 * whatever order the snapshots end. Control thread.
 */
final class Holdings {
  private static final Logger LOG = LoggerFactory.getLogger(Holdings.class);

  private final List<AutoCloseable> own = new ArrayList<>();
  private final Set<AutoCloseable> shared = Collections.newSetFromMap(new IdentityHashMap<>());

  /** Keeps a thing that nobody else has. */
  void own(AutoCloseable thing) {
    own.add(thing);
  }

  /** Keeps a thing that others may have. */
  void share(AutoCloseable thing) {
    shared.add(thing);
  }

  /**
   * Closes all but what {@code others} share. What cannot be closed is logged: the rest goes on.
   */
  void closeUnless(Collection<Holdings> others) {
    for (AutoCloseable thing : shared) {
      if (!isIn(thing, others)) {
        close(thing);
      }
    }
    own.forEach(Holdings::close);
  }

  private static boolean isIn(AutoCloseable thing, Collection<Holdings> others) {
    for (Holdings other : others) {
      if (other.shared.contains(thing)) {
        return true;
      }
    }
    return false;
  }

  private static void close(AutoCloseable thing) {
    try {
      thing.close();
    } catch (Exception | LinkageError e) {
      LOG.error("{} of a config that is over cannot be closed", thing, e);
    }
  }
}
