package io.sluice.gateway.document;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One step in the life of a document: what changed, and who, when, from where and why.
 *
 * @param number from 1, one more with each step
 * @param tag random, so that two steps of one number are told apart; 16 hexadecimal digits
 * @param who name of the token, {@code file}, or what else made it
 * @param from where the client was, or the file; never a secret
 * @param source what kind of thing made it: {@code api}, {@code file}, {@code rollback}, ...
 * @param comment in the author's words; may be empty
 * @param confirmBy when it is undone unless somebody confirms it; null = it stays
 * @param changes from the document of the step before; empty in the first step that is known
 */
public record Revision(
    long number,
    String tag,
    Instant time,
    String who,
    String from,
    String source,
    String comment,
    @Nullable Instant confirmBy,
    List<Change> changes) {

  /** The source of what was taken from the author's file. */
  public static final String FILE = "file";

  /** Keeps a copy. */
  public Revision {
    changes = List.copyOf(changes);
  }

  /** The strong validator of the whole document: {@code "number-tag"} with its quotes. */
  public String etag() {
    return "\"" + number + "-" + tag + "\"";
  }

  /** The same, staying whether somebody confirms it or not. */
  public Revision confirmed() {
    return new Revision(number, tag, time, who, from, source, comment, null, changes);
  }

  /** The same with other changes: those that lead to it from an empty document. */
  public Revision leading(List<Change> fromEmpty) {
    return new Revision(number, tag, time, who, from, source, comment, confirmBy, fromEmpty);
  }

  /** The first that is known: what led to it is not kept. */
  public Revision first() {
    return new Revision(number, tag, time, who, from, source, comment, confirmBy, List.of());
  }

  /** Whether it took over what the author's file says. */
  public boolean fromFile() {
    return source.equals(FILE);
  }

  /** Characters of its changes. */
  public long text() {
    long text = 0;
    for (Change change : changes) {
      text += change.before() == null ? 0 : change.before().length();
      text += change.after() == null ? 0 : change.after().length();
    }
    return text;
  }

  /** What undoes it, in the order in which that is to be done. */
  public List<Change> undoing() {
    List<Change> undoing = new ArrayList<>(changes.size());
    for (int i = changes.size() - 1; i >= 0; i--) {
      undoing.add(changes.get(i).inverse());
    }
    return undoing;
  }
}
