package io.sluice.admin;

import io.sluice.loadbalancer.group.OperatorState;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** An operator's word on an endpoint, as the API writes it. */
final class OperatorWord {
  private static final String KEY = "state";
  private static final String EXPECTED = " (expected: \"drain\", \"up\", \"down\" or \"auto\")";

  private OperatorWord() {}

  static String of(OperatorState state) {
    return state == OperatorState.NONE ? "auto" : state.name().toLowerCase(Locale.ROOT);
  }

  /**
   * What {@code {"state": "drain"}} says.
   *
   * @throws Refused with all that is wrong
   */
  static OperatorState in(ObjectNode body) throws Refused {
    List<Refused.Fault> faults = new ArrayList<>();
    JsonNode said = body.get(KEY);
    OperatorState state = said != null && said.isString() ? state(said.stringValue()) : null;
    if (state == null) {
      String value = said == null ? "missing" : Json.shown(said);
      faults.add(new Refused.Fault("/" + KEY, value + EXPECTED));
    }
    for (String key : body.propertyNames()) {
      if (!key.equals(KEY)) {
        String pointer = "/" + key.replace("~", "~0").replace("/", "~1");
        faults.add(new Refused.Fault(pointer, "unknown key (expected: " + KEY + ")"));
      }
    }
    if (state == null || !faults.isEmpty()) {
      throw Refused.invalid(faults);
    }
    return state;
  }

  private static @Nullable OperatorState state(String word) {
    for (OperatorState state : OperatorState.values()) {
      if (of(state).equals(word)) {
        return state;
      }
    }
    return null;
  }
}
