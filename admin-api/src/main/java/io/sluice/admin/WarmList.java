package io.sluice.admin;

import io.sluice.admin.edit.Pointers;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Addresses that a cache is to be warmed with: {@code {"urls": ["http://host/path", "/path"]}}. */
final class WarmList {

  /** Longest body, in bytes: as many addresses as there may be, of 200 characters each. */
  static final int MOST_BODY = 2 << 20;

  static final int MOST = 10_000;
  private static final int MOST_CHARACTERS = 8 << 10; // of one
  private static final int MOST_FAULTS = 100;
  private static final String KEY = "urls";
  private static final Pattern ADDRESS =
      Pattern.compile("(https?://[\\x21-\\x7e&&[^/?#@]]+)?/[\\x21-\\x7e&&[^#]]*");

  private WarmList() {}

  /**
   * What a body names.
   *
   * @throws Refused with all that is wrong, or the first hundred of that
   */
  static List<String> in(ObjectNode body) throws Refused {
    List<Refused.Fault> faults = new ArrayList<>();
    List<String> urls = new ArrayList<>();
    JsonNode said = body.get(KEY);
    if (said instanceof ArrayNode list && !list.isEmpty() && list.size() <= MOST) {
      for (int i = 0; i < list.size() && faults.size() < MOST_FAULTS; i++) {
        JsonNode url = list.get(i);
        if (isAddress(url)) {
          urls.add(url.stringValue());
        } else {
          String message =
              Json.shown(url) + " (expected: an address such as http://host/path or /path)";
          faults.add(new Refused.Fault("/" + KEY + "/" + i, message));
        }
      }
    } else {
      faults.add(
          new Refused.Fault("/" + KEY, shown(said) + " (expected: 1 to " + MOST + " addresses)"));
    }
    for (String key : body.propertyNames()) {
      if (!key.equals(KEY) && faults.size() < MOST_FAULTS) {
        faults.add(new Refused.Fault(Pointers.part(key), "unknown key (expected: " + KEY + ")"));
      }
    }
    if (!faults.isEmpty()) {
      throw Refused.invalid(faults);
    }
    return urls;
  }

  private static String shown(@Nullable JsonNode said) {
    if (said == null) {
      return "missing";
    }
    return said.isArray() ? said.size() + " items" : Json.shown(said);
  }

  private static boolean isAddress(JsonNode said) {
    return said.isString()
        && said.stringValue().length() <= MOST_CHARACTERS
        && ADDRESS.matcher(said.stringValue()).matches();
  }
}
