package io.sluice.admin;

import io.sluice.admin.edit.EditException;
import io.sluice.admin.edit.Edits;
import io.sluice.admin.edit.Pointers;
import io.sluice.gateway.config.RawConfig;
import io.sluice.gateway.config.SecretMarks;
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

  private static final String UNKNOWN =
      Secrets.HIDDEN
          + " where no secret is known to be meant (expected: the secret itself; a JSON Patch"
          + " changes one item of a list and leaves the others)";

  private static final String BARE = "a secret (expected: at a place where it is hidden)";

  private static final String UNQUOTED = Secrets.HIDDEN + " (expected: a text, in quotes)";

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
    String own =
        target == null ? whole : text == null ? null : Etags.of(caller, secrets, target, text);
    conditions.check(own, whole);
    SecretMarks marks = secrets.marks();
    List<Change> changes;
    try {
      // who may only try must not find out, by moving secrets, which of them are the same
      changes = edit.maker().changes(now, caller.isAdmin() ? marks::marked : secrets::hidden);
    } catch (EditException e) {
      throw Bodies.refused(e);
    }
    if (!caller.isAdmin()) {
      refuseGuesses(changes);
    }
    changes = Edits.real(withSecrets(changes, marks));
    refuseBare(edit, now, changes, marks);
    return Edits.real(ConsumerChanges.hashed(changes));
  }

  /** Who does not see secrets edits what they see; what they have left alone keeps its secrets. */
  private List<Change> withSecrets(List<Change> changes, SecretMarks marks) {
    List<Change> whole = new ArrayList<>(changes.size());
    for (Change change : changes) {
      String key = change.resource().key();
      String before = change.before();
      String after = change.after();
      if (after != null && !change.resource().isOrder()) {
        after = marks.resolved(key, after);
        after = before == null ? after : secrets.restored(key, after, before);
      }
      whole.add(new Change(change.resource(), before, after, change.place()));
    }
    return whole;
  }

  /**
   * Who may only try may try no secret where there is one: a diff would tell whether they have
   * guessed it. The environment may hold secrets too, and an error would tell what it has filled
   * in.
   */
  private void refuseGuesses(List<Change> changes) throws Refused {
    for (Change change : changes) {
      String key = change.resource().key();
      String before = change.before();
      String after = change.after();
      if (after == null || change.resource().isOrder()) {
        continue;
      }
      Set<String> named = variables(after);
      if (before != null && !named.isEmpty()) {
        named.removeAll(variables(secrets.hidden(key, before)));
      }
      if (!named.isEmpty()) {
        throw Refused.because(
            403, "role_forbids", "A viewer may not try variables of the environment.");
      }
      boolean guesses =
          ConsumerChanges.isConsumers(change) // whose secrets are compared with all others'
              || (before != null && secrets.isToldIn(key, before));
      if (guesses && secrets.isToldIn(key, after)) {
        String mark = Secrets.HIDDEN;
        throw Refused.because(
            403, "role_forbids", "A viewer may not try secrets (expected: " + mark + ").");
      }
    }
  }

  private static Set<String> variables(String text) {
    Set<String> found = new HashSet<>();
    Matcher matcher = VARIABLE.matcher(text);
    while (matcher.find()) {
      found.add(matcher.group());
    }
    return found;
  }

  /** What is hidden must neither be written as it is shown, nor come to where it would show. */
  private void refuseBare(Edit edit, ConfigView now, List<Change> changes, SecretMarks marks)
      throws Refused {
    List<Refused.Fault> faults = new ArrayList<>();
    @Nullable Document next = null;
    for (Change change : changes) {
      Resource resource = change.resource();
      String after = change.after();
      if (after == null || resource.isOrder()) {
        continue;
      }
      List<String> unknown = secrets.hiddenIn(resource.key(), after);
      List<String> bare = marks.leftIn(after);
      List<String> unquoted = ConsumerChanges.unquoted(change);
      if (!unknown.isEmpty() || !bare.isEmpty() || !unquoted.isEmpty()) {
        next = next == null ? now.document().with(changes) : next;
        String index = resource.isItem() ? "/" + Edits.index(next, resource) : "";
        String part = Pointers.part(resource.key()) + index;
        unknown.forEach(place -> faults.add(fault(edit, now, part + place, UNKNOWN)));
        bare.forEach(place -> faults.add(fault(edit, now, part + place, BARE)));
        unquoted.forEach(place -> faults.add(fault(edit, now, part + place, UNQUOTED)));
      }
    }
    if (!faults.isEmpty()) {
      throw Refused.config(faults);
    }
  }

  private static Refused.Fault fault(Edit edit, ConfigView now, String pointer, String message) {
    String inBody = edit.locator().pointer(now, pointer);
    return inBody == null
        ? new Refused.Fault("", pointer + ": " + message)
        : new Refused.Fault(inBody, message);
  }

  /** The index of a thing as a pointer to it begins. */
  static String prefix(ConfigView view, Resource thing) {
    return RawConfig.LISTS.contains(thing.key())
        ? "/" + thing.key() + "/" + Edits.index(view.document(), thing)
        : "/" + thing.key();
  }
}
