package io.sluice.admin;

import io.sluice.admin.edit.Pointers;
import io.sluice.gateway.api.WarmAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Addresses that a cache is to be warmed with: {@code {"urls": ["http://host/path", "/path"]}}. */
final class WarmList {

  /** Longest body, in bytes: as many addresses as there may be, of 200 characters each. */
  static final int MOST_BODY = 2 << 20;

  private static final int MOST_FAULTS = 100;
  private static final String KEY = "urls";

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
    if (said instanceof ArrayNode list && !list.isEmpty() && list.size() <= WarmAddress.MOST) {
      for (int i = 0; i < list.size() && faults.size() < MOST_FAULTS; i++) {
        JsonNode url = list.get(i);
        if (isAddress(url)) {
          urls.add(url.stringValue());
        } else {
          String message = Json.shown(url) + " (expected: " + WarmAddress.EXPECTED + ")";
          faults.add(new Refused.Fault("/" + KEY + "/" + i, message));
        }
      }
    } else {
      faults.add(
          new Refused.Fault(
              "/" + KEY, shown(said) + " (expected: 1 to " + WarmAddress.MOST + " addresses)"));
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
    return said.isString() && WarmAddress.isOne(said.stringValue());
  }
}
