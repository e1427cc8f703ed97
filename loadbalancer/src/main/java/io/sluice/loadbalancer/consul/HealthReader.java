package io.sluice.loadbalancer.consul;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import io.sluice.loadbalancer.Address;
import io.sluice.loadbalancer.Target;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the answer of {@code /v1/health/service}. consul-api's own model of it knows no weights.
 * One entry that makes no sense is skipped: the others still serve.
 */
final class HealthReader {
  private static final String ZONE = "zone";
  private static final String PRIORITY = "sluice_priority";
  private static final int LONGEST_HOST = 255;

  private static final Comparator<Entry> ORDER =
      Comparator.comparing((Entry entry) -> entry.target.address().host())
          .thenComparing(entry -> entry.target.address().port())
          .thenComparing(Entry::id);

  private record Entry(String id, Target target) {}

  /** Why an entry is of no use. */
  private static final class Malformed extends Exception {
    private static final long serialVersionUID = 1;

    Malformed(String message) {
      super(message, null, false, false);
    }
  }

  private HealthReader() {}

  /**
   * @throws JsonParseException when it is no list at all
   */
  static HealthList read(String body, ServiceQuery query) {
    JsonElement root = JsonParser.parseString(body);
    if (!(root instanceof JsonArray array)) {
      throw new JsonParseException("not a list");
    }
    List<Entry> entries = new ArrayList<>(array.size());
    List<String> problems = new ArrayList<>();
    for (JsonElement element : array) {
      try {
        Entry entry = entry(element, query);
        if (entry != null) {
          entries.add(entry);
        }
      } catch (Malformed | IllegalArgumentException e) {
        problems.add(idOf(element) + ": " + e.getMessage());
      }
    }
    entries.sort(ORDER);
    List<Target> targets = new ArrayList<>(entries.size());
    Set<Address> seen = new HashSet<>();
    for (Entry entry : entries) {
      if (seen.add(entry.target.address())) {
        targets.add(entry.target);
      }
    }
    return new HealthList(targets, problems, entries.size() - targets.size());
  }

  /** Null when it is fine but must not be used now. */
  private static @Nullable Entry entry(JsonElement element, ServiceQuery query) throws Malformed {
    JsonObject entry = object(element, "entry");
    JsonObject service = object(entry.get("Service"), "Service");
    JsonElement maybeNode = entry.get("Node");
    JsonObject node = isNull(maybeNode) ? new JsonObject() : object(maybeNode, "Node");
    Health health = health(entry.get("Checks"));
    if (health == Health.CRITICAL || (health == Health.WARNING && query.passingOnly())) {
      return null;
    }
    String host = string(service, "Address");
    if (host.isEmpty()) {
      host = string(node, "Address");
    }
    Address address = new Address(checkedHost(host), integer(service.get("Port"), "Port"));
    int weight = query.consulWeights() ? weight(service.get("Weights"), health) : 1;
    Map<String, String> labels = strings(service.get("Meta"));
    String zone = labels.getOrDefault(ZONE, "");
    if (zone.isEmpty()) {
      zone = strings(node.get("Meta")).getOrDefault(ZONE, "");
    }
    return new Entry(
        string(service, "ID"), new Target(address, weight, priority(labels), zone, labels));
  }

  private enum Health {
    PASSING,
    WARNING,
    CRITICAL
  }

  /** The worst of its checks, as Consul itself reckons. */
  private static Health health(@Nullable JsonElement checks) throws Malformed {
    Health worst = Health.PASSING;
    if (isNull(checks)) {
      return worst;
    }
    if (!(checks instanceof JsonArray array)) {
      throw new Malformed("Checks (expected: a list)");
    }
    for (JsonElement check : array) {
      String status = string(object(check, "check"), "Status");
      if (status.equals("warning")) {
        worst = worst == Health.PASSING ? Health.WARNING : worst;
      } else if (!status.equals("passing")) {
        worst = Health.CRITICAL; // also "maintenance", and what later versions may say
      }
    }
    return worst;
  }

  private static int weight(@Nullable JsonElement weights, Health health) throws Malformed {
    if (isNull(weights)) {
      return 1;
    }
    String name = health == Health.WARNING ? "Warning" : "Passing";
    JsonElement weight = object(weights, "Weights").get(name);
    return isNull(weight) ? 1 : integer(weight, "Weights." + name);
  }

  private static int priority(Map<String, String> labels) throws Malformed {
    String text = labels.getOrDefault(PRIORITY, "0");
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new Malformed(
          "Meta." + PRIORITY + ": '" + Answers.line(text) + "' (expected: a whole number)");
    }
  }

  /** No check of what it resolves to: only what can be no host at all is refused. */
  private static String checkedHost(String host) throws Malformed {
    boolean good = !host.isEmpty() && host.length() <= LONGEST_HOST;
    good &= !host.equals("0.0.0.0") && !host.equals("::");
    for (int i = 0; i < host.length() && good; i++) {
      char c = host.charAt(i);
      good =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || c == '.'
              || c == '-'
              || c == '_'
              || c == ':'
              || c == '%';
    }
    if (!good) {
      throw new Malformed(
          "Address: '" + Answers.line(host) + "' (expected: an IP address or a name)");
    }
    return host;
  }

  private static boolean isNull(@Nullable JsonElement element) {
    return element == null || element.isJsonNull();
  }

  private static JsonObject object(@Nullable JsonElement element, String what) throws Malformed {
    if (element instanceof JsonObject object) {
      return object;
    }
    throw new Malformed(what + " (expected: an object)");
  }

  private static String string(JsonObject in, String name) throws Malformed {
    JsonElement element = in.get(name);
    if (isNull(element)) {
      return "";
    }
    if (element instanceof JsonPrimitive primitive && primitive.isString()) {
      return primitive.getAsString();
    }
    throw new Malformed(name + " (expected: text)");
  }

  private static int integer(@Nullable JsonElement element, String what) throws Malformed {
    if (element instanceof JsonPrimitive primitive && primitive.isNumber()) {
      try {
        return primitive.getAsBigDecimal().intValueExact();
      } catch (NumberFormatException | ArithmeticException e) {
        throw new Malformed(
            what + ": " + Answers.line(primitive.getAsString()) + " (expected: a whole number)");
      }
    }
    throw new Malformed(what + " (expected: a number)");
  }

  /** What is not text in it is left out. */
  private static Map<String, String> strings(@Nullable JsonElement element) {
    Map<String, String> all = new HashMap<>();
    if (element instanceof JsonObject object) {
      for (Map.Entry<String, JsonElement> entry : object.entrySet()) {
        if (entry.getValue() instanceof JsonPrimitive value && value.isString()) {
          all.put(entry.getKey(), value.getAsString());
        }
      }
    }
    return all;
  }

  private static String idOf(JsonElement element) {
    if (element instanceof JsonObject entry
        && entry.get("Service") instanceof JsonObject service
        && service.get("ID") instanceof JsonPrimitive id) {
      return "instance '" + Answers.line(id.getAsString()) + "'";
    }
    return "an instance without id";
  }
}
