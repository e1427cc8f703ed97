package io.sluice.loadbalancer.consul;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.sluice.loadbalancer.Address;
import io.sluice.loadbalancer.Target;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The last list of each service in a file, for a start without Consul. A file is replaced as a
 * whole; one that cannot be read, is not ours or is of another version is ignored with a warning.
 * The token is neither in the file nor in its name, so a new token finds the old list.
 */
final class TargetCache {
  static final int VERSION = 1;

  /** A longer list is neither written nor read. */
  static final int MOST_BYTES = 8 * 1024 * 1024;

  private static final String FORMAT = "sluice-targets";
  private static final int LONGEST_NAME = 60;

  private final Path folder;
  private final TroubleLog log;

  TargetCache(Path folder, TroubleLog log) {
    this.folder = folder;
    this.log = log;
  }

  /** Replaces the service's list; a failure is a warning, not an error. */
  void write(ServiceQuery query, List<Target> targets) {
    Path file = file(query);
    try {
      byte[] content = json(query, targets).getBytes(StandardCharsets.UTF_8);
      if (content.length > MOST_BYTES) {
        throw new IOException(content.length + " bytes (expected: up to " + MOST_BYTES + ")");
      }
      if (!Files.isDirectory(folder)) { // before Java 20 the next refuses a link to one
        Files.createDirectories(folder);
      }
      Path whole = Files.createTempFile(folder, ".writing-", ".tmp");
      try {
        Files.write(whole, content);
        replace(whole, file);
      } finally {
        Files.deleteIfExists(whole);
      }
    } catch (IOException e) {
      log.warn("write " + folder, "Consul: the list of " + query + " is not kept: " + e);
    }
  }

  private static void replace(Path whole, Path file) throws IOException {
    try {
      Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(whole, file, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** The service's list as last written; null when there is none of use. */
  @Nullable List<Target> read(ServiceQuery query) {
    Path file = file(query);
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw new IOException("longer than " + MOST_BYTES + " bytes");
      }
      return targets(JsonParser.parseString(Files.readString(file)), query);
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException | RuntimeException e) {
      // Whatever a foreign file makes the JSON accessors throw: it is of no use.
      log.warn("read " + file, "Consul: ignored " + file + ": " + Answers.line(e.toString()));
      return null;
    }
  }

  /** Where the list of a service is. */
  Path file(ServiceQuery query) {
    StringBuilder name = new StringBuilder();
    for (int i = 0; i < query.service().length() && name.length() < LONGEST_NAME; i++) {
      char c = query.service().charAt(i);
      boolean plain =
          (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
      name.append(plain ? c : '_');
    }
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(key(query).getBytes(StandardCharsets.UTF_8));
      return folder.resolve(name + "-" + HexFormat.of().formatHex(digest, 0, 8) + ".json");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JDK has it
    }
  }

  /** All of the query that the list depends on, but for the token. */
  private static String key(ServiceQuery query) {
    JsonArray key = new JsonArray();
    key.add(query.service());
    key.add(query.datacenter());
    key.add(query.passingOnly());
    key.add(query.consulWeights());
    query.tags().forEach(key::add);
    return key.toString();
  }

  private static String json(ServiceQuery query, List<Target> targets) {
    JsonArray list = new JsonArray(targets.size());
    for (Target target : targets) {
      JsonObject one = new JsonObject();
      one.addProperty("host", target.address().host());
      one.addProperty("port", target.address().port());
      one.addProperty("weight", target.weight());
      one.addProperty("priority", target.priority());
      one.addProperty("zone", target.zone());
      JsonObject labels = new JsonObject();
      target.labels().forEach(labels::addProperty);
      one.add("labels", labels);
      list.add(one);
    }
    JsonObject root = new JsonObject();
    root.addProperty("format", FORMAT);
    root.addProperty("version", VERSION);
    root.addProperty("query", key(query));
    root.add("targets", list);
    return root.toString();
  }

  private static List<Target> targets(JsonElement element, ServiceQuery query) throws IOException {
    JsonObject root = element.getAsJsonObject();
    expect("format", FORMAT, root.get("format").getAsString());
    expect("version", Integer.toString(VERSION), root.get("version").getAsString());
    expect("query", key(query), root.get("query").getAsString());
    List<Target> targets = new ArrayList<>();
    Set<Address> seen = new HashSet<>();
    for (JsonElement each : root.getAsJsonArray("targets")) {
      JsonObject one = each.getAsJsonObject();
      Address address = new Address(one.get("host").getAsString(), one.get("port").getAsInt());
      if (!seen.add(address)) {
        throw new IOException(address + " (expected: each address once)");
      }
      Map<String, String> labels = new HashMap<>();
      one.getAsJsonObject("labels")
          .entrySet()
          .forEach(label -> labels.put(label.getKey(), label.getValue().getAsString()));
      targets.add(
          new Target(
              address,
              one.get("weight").getAsInt(),
              one.get("priority").getAsInt(),
              one.get("zone").getAsString(),
              labels));
    }
    return List.copyOf(targets);
  }

  private static void expect(String what, String expected, String found) throws IOException {
    if (!expected.equals(found)) {
      throw new IOException(what + ": '" + found + "' (expected: '" + expected + "')");
    }
  }
}
