package io.sluice.admin;

import io.sluice.gateway.document.Change;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * API keys of consumers: of one that is written only the hash is kept, so that no store, history or
 * difference ever has the key. What the environment fills in stays as it is written, and what is no
 * key goes to the config's own checks.
 */
final class CredentialKeys {
  private static final String CONSUMERS = "consumers";
  private static final String KEY = "key";
  private static final String HASH = "key_sha256";
  private static final String VARIABLE = "${";

  /** As {@code Credential} wants them. */
  private static final Pattern KEYS = Pattern.compile("[!-~]{1,512}+");

  private CredentialKeys() {}

  /** The same changes, with hashes in place of keys. */
  static List<Change> hashed(List<Change> changes) {
    List<Change> hashed = new ArrayList<>(changes.size());
    for (Change change : changes) {
      String after = change.after();
      if (after != null && change.resource().isItem() && isConsumers(change)) {
        after = hashed(after);
      }
      hashed.add(new Change(change.resource(), change.before(), after, change.place()));
    }
    return hashed;
  }

  /** Whether it is about a consumer. */
  static boolean isConsumers(Change change) {
    return change.resource().key().equals(CONSUMERS);
  }

  private static String hashed(String consumer) {
    JsonNode tree = Json.exact(consumer);
    boolean found = false;
    for (JsonNode credential : tree.path("credentials")) {
      String key = credential.path(KEY).asString("");
      if (credential instanceof ObjectNode object
          && KEYS.matcher(key).matches()
          && !key.contains(VARIABLE)
          && !object.has(HASH)) {
        object.remove(KEY);
        object.put(HASH, HexFormat.of().formatHex(Tokens.digest(key)));
        found = true;
      }
    }
    return found ? tree.toString() : consumer;
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
