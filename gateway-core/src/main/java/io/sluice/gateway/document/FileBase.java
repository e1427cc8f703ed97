package io.sluice.gateway.document;

import java.util.List;
import java.util.Map;

/**
 * What the author's file said when it was last looked at, so that an edit there is told from one
 * made elsewhere. The rule for a file that is read again: <em>each resource is taken from where it
 * was changed last</em>. What the file says of a resource counts when that is not what it said last
 * time; all others stay as they are.
 *
 * <p>Only what differs from the document is kept. It follows from the revisions alone, so a store
 * need not write it with each of them. Immutable.
 *
 * @param differing what the file said of each resource of which the document says something else:
 *     the first 32 hexadecimal digits of its text's SHA-256, or {@link #ABSENT}
 * @param orders for each list whose order was changed elsewhere: the ids in the file's order
 */
public record FileBase(Map<Resource, String> differing, Map<String, List<String>> orders) {

  /** Said of a resource that the file does not have. */
  public static final String ABSENT = "absent";

  /** Of a file that says what the document says. */
  public static final FileBase SAME = new FileBase(Map.of(), Map.of());

  /** Keeps copies. */
  public FileBase {
    differing = ResourceMap.of(differing);
    orders = Map.copyOf(orders);
  }

  /**
   * What the file says as seen from the next document.
   *
   * @param before the document that this one belongs to
   * @param fromFile whether the changes are those of {@link #changesOfFile}
   */
  public FileBase after(Document before, List<Change> changes, boolean fromFile) {
    FileBaseEdit edit = new FileBaseEdit(this, before);
    for (Change change : changes) {
      if (fromFile) {
        edit.byFile(change);
      } else {
        edit.byOthers(change);
      }
    }
    return edit.result(changes);
  }

  /**
   * What the file changes in the document. Where it says the same as the document by now, but has
   * not done so before, the change is one from a text to the same: it is to be kept with the
   * others. New things stand where the file has them. The file's order counts unless it was changed
   * elsewhere since, and the file neither adds nor moves things.
   *
   * @param current the document that this belongs to
   * @param file what the file says now
   * @return empty when nothing was edited in the file
   */
  public List<Change> changesOfFile(Document current, Document file) {
    return new FileChanges(this, current, file).all();
  }

  /** Whether the file had the resource, with this text in the document. */
  boolean hadInFile(Resource resource, boolean inDocument) {
    String said = differing.get(resource);
    return said == null ? inDocument : !said.equals(ABSENT);
  }
}
