package io.sluice.loadbalancer;

import java.util.Map;
import java.util.Objects;

/**
 * One server that can take requests, as configured or discovered.
 *
 * @param address where it listens; its identity: what is kept for a target survives a change of all
 *     the rest
 * @param weight its share of the traffic relative to the others, 0 (none at all) to 65535
 * @param priority 0 (first) to 65535: it takes requests when too few of a lower number are well
 * @param zone where it runs; empty when not known
 * @param labels free text for operators and policies
 */
public record Target(
    Address address, int weight, int priority, String zone, Map<String, String> labels) {

  /** Greatest weight of a target. */
  public static final int MAX_WEIGHT = 65535;

  /** Greatest priority number of a target; of the last reserve. */
  public static final int MAX_PRIORITY = 65535;

  public Target {
    Objects.requireNonNull(address, "address");
    Objects.requireNonNull(zone, "zone");
    if (weight < 0 || weight > MAX_WEIGHT) {
      throw new IllegalArgumentException(
          address + ": weight " + weight + " (expected: 0 to " + MAX_WEIGHT + ")");
    }
    if (priority < 0 || priority > MAX_PRIORITY) {
      throw new IllegalArgumentException(
          address + ": priority " + priority + " (expected: 0 to " + MAX_PRIORITY + ")");
    }
    labels = Map.copyOf(labels);
  }

  /** A target of the first priority. */
  public Target(Address address, int weight, String zone, Map<String, String> labels) {
    this(address, weight, 0, zone, labels);
  }

  /** The same with another weight. */
  public Target withWeight(int other) {
    return new Target(address, other, priority, zone, labels);
  }

  /** A target of weight 1 without zone and labels. */
  public Target(Address address) {
    this(address, 1);
  }

  /** A target without zone and labels. */
  public Target(Address address, int weight) {
    this(address, weight, 0, "", Map.of());
  }
}
