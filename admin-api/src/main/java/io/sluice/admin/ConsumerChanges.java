package io.sluice.admin;

import io.sluice.gateway.document.Change;
import io.sluice.gateway.document.CredentialKeys;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Changes of consumers, which have keys. */
final class ConsumerChanges {
  private static final String KEY = "key";

  private ConsumerChanges() {}

  /** The same changes, with hashes in place of keys. */
  static List<Change> hashed(List<Change> changes) {
    List<Change> hashed = new ArrayList<>(changes.size());
    for (Change change : changes) {
      String after = change.after();
      if (after != null && change.resource().isItem() && isConsumers(change)) {
        after = CredentialKeys.hashed(after);
      }
      hashed.add(new Change(change.resource(), change.before(), after, change.place()));
    }
    return hashed;
  }

  /** Whether it is about a consumer. */
  static boolean isConsumers(Change change) {
    return change.resource().key().equals(CredentialKeys.CONSUMERS);
  }

  /** Pointers into a change's text to keys whose text nobody knows any more, such as 1e3. */
  static List<String> unquoted(Change change) {
    List<String> found = new ArrayList<>();
    if (isConsumers(change) && change.after() != null) {
      int index = 0;
      for (JsonNode credential : Json.exact(change.after()).path("credentials")) {
        JsonNode key = credential.path(KEY);
        if (key.isFloatingPointNumber()) {
          found.add("/credentials/" + index + "/" + KEY);
        }
        index++;
      }
    }
    return found;
  }
}
