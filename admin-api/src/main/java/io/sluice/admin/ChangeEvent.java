package io.sluice.admin;

import io.sluice.gateway.document.Change;
import io.sluice.gateway.document.Revision;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A revision in force, as listeners are told.
 *
 * @param confirmBy when it is undone unless somebody confirms it; null = it stays
 */
record ChangeEvent(
    long revision,
    String time,
    String who,
    String source,
    String comment,
    String summary,
    @Nullable String confirmBy) {

  static ChangeEvent of(Revision revision) {
    return new ChangeEvent(
        revision.number(),
        revision.time().toString(),
        revision.who(),
        revision.source(),
        revision.comment(),
        summary(revision.changes()),
        revision.confirmBy() == null ? null : revision.confirmBy().toString());
  }

  /** Such as {@code routes/users replaced; 3 more}. */
  private static String summary(List<Change> changes) {
    if (changes.isEmpty()) {
      return "";
    }
    Change first = changes.get(0);
    String what = first.before() == null ? "added" : first.after() == null ? "deleted" : "replaced";
    String others = changes.size() == 1 ? "" : "; " + (changes.size() - 1) + " more";
    return first.resource() + " " + what + others;
  }
}
