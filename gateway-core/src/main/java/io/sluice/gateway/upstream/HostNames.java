package io.sluice.gateway.upstream;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The names of servers that configs list. */
public final class HostNames {

  /** Look-ups at a time: a server of names that does not answer holds one up for seconds. */
  private static final int AT_ONCE = 32;

  /** Names that are remembered. */
  private static final int MOST = 100_000;

  private final Set<String> found = new HashSet<>();

  /**
   * Looks a name up, as a check. Blocks.
   *
   * @param host a name or an IP address
   * @throws IllegalArgumentException when it has no address
   */
  public static void lookUp(String host) {
    if (!isKnown(host)) {
      throw unknown(host);
    }
  }

  /**
   * Looks names up, and gives those that have no address. One that was found once counts as known:
   * what undoes a change must not wait for DNS. Blocks; for one thread at a time.
   */
  public Set<String> unknown(Collection<String> names) {
    Set<String> hosts = new HashSet<>(names);
    hosts.removeAll(found);
    Set<String> unknown = lookedUp(hosts);
    hosts.removeAll(unknown);
    if (found.size() + hosts.size() > MOST) {
      found.clear();
    }
    found.addAll(hosts);
    return unknown;
  }

  private static Set<String> lookedUp(Collection<String> hosts) {
    Set<String> unknown = new HashSet<>();
    if (hosts.isEmpty()) {
      return unknown;
    }
    List<Callable<String>> lookups = new ArrayList<>();
    hosts.forEach(host -> lookups.add(() -> isKnown(host) ? "" : host));
    ExecutorService threads =
        Executors.newFixedThreadPool(
            Math.min(AT_ONCE, lookups.size()), new DefaultThreadFactory("sluice-names", true));
    try {
      for (Future<String> each : threads.invokeAll(lookups)) {
        unknown.add(each.get());
      }
      unknown.remove("");
      return unknown;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while names were looked up", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } finally {
      threads.shutdownNow();
    }
  }

  /** What is to be said of a name that has no address. */
  public static IllegalArgumentException unknown(String host) {
    return new IllegalArgumentException(host + " (expected: an address, or a name that resolves)");
  }

  private static boolean isKnown(String host) {
    try {
      InetAddress.getByName(host);
      return true;
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
