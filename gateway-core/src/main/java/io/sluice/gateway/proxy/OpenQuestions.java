package io.sluice.gateway.proxy;

import org.jspecify.annotations.Nullable;

/** The questions of one exchange that have not been answered yet: mostly none, or one. */
final class OpenQuestions {
  private @Nullable SideQuestion first;

  void add(SideQuestion asked) {
    asked.next = first;
    first = asked;
  }

  /** Forgets one; false when it is not among them. */
  boolean remove(SideQuestion answered) {
    SideQuestion before = null;
    for (SideQuestion q = first; q != null; q = q.next) {
      if (q.equals(answered)) {
        if (before == null) {
          first = q.next;
        } else {
          before.next = q.next;
        }
        q.next = null;
        return true;
      }
      before = q;
    }
    return false;
  }

  /** Takes all of them back: nobody waits any more. */
  void end() {
    SideQuestion q = first;
    first = null;
    while (q != null) {
      SideQuestion after = q.next;
      q.next = null;
      q.takeBack();
      q = after;
    }
  }
}
