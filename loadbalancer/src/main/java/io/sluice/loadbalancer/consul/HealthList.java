package io.sluice.loadbalancer.consul;

import io.sluice.loadbalancer.Target;
import java.util.List;

/**
 * The instances in one answer.
 *
 * @param targets by host, then port: the same instances make the same list, however Consul ordered
 *     them
 * @param problems what was wrong with the entries that were skipped, a line each
 * @param duplicates how many entries had the address of another; one of them stayed
 */
record HealthList(List<Target> targets, List<String> problems, int duplicates) {
  HealthList {
    targets = List.copyOf(targets);
    problems = List.copyOf(problems);
  }
}
