package io.sluice.admin;

import io.sluice.admin.edit.EditException;
import io.sluice.admin.edit.Edits;
import io.sluice.admin.edit.Pointers;
import io.sluice.gateway.config.RawConfig;
import io.sluice.gateway.config.Secrets;
import io.sluice.gateway.document.Change;
import io.sluice.gateway.document.Document;
import io.sluice.gateway.document.Resource;
import io.sluice.gateway.service.ConfigView;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes the changes of an edit, if it may be made. Called on the control thread, so that what it
 * looks at is what will be changed; of a trial on any.
 */
final class Drafts {

  /** What the environment fills in, its default included. */
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{[^}]*+");

  private final Secrets secrets;

  Drafts(Secrets secrets) {
    this.secrets = secrets;
  }

  /**
   * What changes; nothing when the document says all that already.
   *
   * @throws Refused when a precondition does not hold, or the body is no edit of this document
   */
  List<Change> draft(Caller caller, Edit edit, Preconditions conditions, ConfigView now)
      throws Refused {
    String whole = now.revision().etag();
    Resource target = edit.target();
    String text = target == null ? null : now.document().text(target);
    String own = target == null ? whole : text == null ? null : tag(caller, target, text);
    conditions.check(own, whole);
    List<Change> changes;
    try {
      changes = edit.maker().changes(now);
    } catch (EditException e) {
      throw Bodies.refused(e);
    }
    changes = Edits.real(caller.isAdmin() ? changes : restored(changes));
    refuseHidden(edit, now, changes);
    return changes;
  }

  /** What the caller has been shown is what they speak of. */
  private String tag(Caller caller, Resource target, String text) {
    return Etags.of(caller.isAdmin() ? text : secrets.hidden(target.key(), text));
  }

  /**
   * Who does not see secrets edits what they see; what they have left alone gets its secrets back.
   * They may try no other: a diff would tell whether they have guessed one. The environment may
   * hold secrets too, and an error would tell what it has filled in.
   */
  private List<Change> restored(List<Change> changes) throws Refused {
    List<Change> restored = new ArrayList<>(changes.size());
    for (Change change : changes) {
      String key = change.resource().key();
      String before = change.before();
      String after = change.after();
      if (after != null && !change.resource().isOrder()) {
        Set<String> named = variables(after);
        if (before != null && !named.isEmpty()) {
          named.removeAll(variables(secrets.hidden(key, before)));
        }
        if (!named.isEmpty()) {
          throw Refused.because(
              403, "role_forbids", "A viewer may not try variables of the environment.");
        }
        if (before != null && secrets.isToldIn(key, before) && secrets.isToldIn(key, after)) {
          String mark = Secrets.HIDDEN;
          throw Refused.because(
              403, "role_forbids", "A viewer may not try secrets (expected: " + mark + ").");
        }
      }
      restored.add(
          before == null || after == null || change.resource().isOrder()
              ? change
              : new Change(
                  change.resource(), before, secrets.restored(key, after, before), change.place()));
    }
    return restored;
  }

  private static Set<String> variables(String text) {
    Set<String> found = new HashSet<>();
    Matcher matcher = VARIABLE.matcher(text);
    while (matcher.find()) {
      found.add(matcher.group());
    }
    return found;
  }

  /** What was read with its secrets hidden must not be written back so. */
  private void refuseHidden(Edit edit, ConfigView now, List<Change> changes) throws Refused {
    List<Refused.Fault> faults = new ArrayList<>();
    @Nullable Document next = null;
    for (Change change : changes) {
      Resource resource = change.resource();
      String after = change.after();
      if (after == null || resource.isOrder()) {
        continue;
      }
      for (String place : secrets.hiddenIn(resource.key(), after)) {
        next = next == null ? now.document().with(changes) : next;
        String index = resource.isItem() ? "/" + Edits.index(next, resource) : "";
        String pointer = Pointers.part(resource.key()) + index + place;
        String inBody = edit.locator().pointer(now, pointer);
        faults.add(
            new Refused.Fault(
                inBody == null ? "" : inBody,
                (inBody == null ? pointer + ": " : "")
                    + Secrets.HIDDEN
                    + " (expected: the secret itself)"));
      }
    }
    if (!faults.isEmpty()) {
      throw Refused.config(faults);
    }
  }

  /** The index of a thing as a pointer to it begins. */
  static String prefix(ConfigView view, Resource thing) {
    return RawConfig.LISTS.contains(thing.key())
        ? "/" + thing.key() + "/" + Edits.index(view.document(), thing)
        : "/" + thing.key();
  }
}
