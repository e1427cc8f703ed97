package io.sluice.gateway.boot;

import io.sluice.gateway.document.Revision;
import io.sluice.gateway.service.ConfigControl.Author;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Undoes the last revision when nobody confirms it in time. Each node of a fleet does, whichever is
 * first; its time runs from when it hears of the revision, for nodes' clocks differ. Control
 * thread.
 */
final class Confirmation {
  private static final Logger LOG = LoggerFactory.getLogger(Confirmation.class);
  private static final Duration AGAIN = Duration.ofSeconds(5);

  private final ControlThread control;
  private final LiveConfig live;
  private Runnable cancel = () -> {};

  Confirmation(ControlThread control, LiveConfig live) {
    this.control = control;
    this.live = live;
  }

  /** The last revision is another one, or another state of it. */
  void await(Revision last) {
    cancel.run();
    if (last.confirmBy() != null) {
      plan(last, within(last, last.confirmBy()));
    }
  }

  /** The same of one that was made before the start. */
  void resume(Revision last) {
    if (last.confirmBy() != null) {
      Duration left = Duration.between(Instant.now(), last.confirmBy());
      Duration within = within(last, last.confirmBy());
      plan(last, left.compareTo(within) < 0 ? left : within);
    }
  }

  /** What its author gave it, by one clock. */
  private static Duration within(Revision revision, Instant confirmBy) {
    return Duration.between(revision.time(), confirmBy);
  }

  private void plan(Revision revision, Duration left) {
    String tag = revision.tag(); // and nothing else of it: it may be large
    cancel = control.after(left.isNegative() ? Duration.ZERO : left, () -> undo(tag));
  }

  /** Its time is over. */
  private void undo(String tag) {
    Revision last = live.now().revision();
    if (!waits(last, tag)) {
      return;
    }
    Author author = ConfigOrigin.undoing(last);
    try {
      live.changed(
          author,
          null,
          latest -> waits(latest.revision(), tag) ? latest.revision().undoing() : List.of());
    } catch (Exception e) {
      LOG.error("{}, and cannot be undone; another attempt follows", author.comment(), e);
      cancel = control.after(AGAIN, () -> undo(tag));
    }
  }

  /** Whether the last one is still that one, and nobody has confirmed it. */
  private static boolean waits(Revision last, String tag) {
    return last.tag().equals(tag) && last.confirmBy() != null;
  }
}
