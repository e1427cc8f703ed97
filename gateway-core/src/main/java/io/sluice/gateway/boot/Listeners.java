package io.sluice.gateway.boot;

import io.sluice.gateway.config.ListenerConfig;
import io.sluice.gateway.event.Workers;
import io.sluice.gateway.observe.Metrics;
import io.sluice.gateway.server.Listener;
import io.sluice.gateway.server.Transport;
import io.sluice.gateway.snapshot.ListenerRules;
import io.sluice.gateway.snapshot.SnapshotPublisher;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The gateway's listeners over its reloads: a changed address is bound before the old one drains.
 */
final class Listeners {
  private static final long POLL_MILLIS = 10;

  private final Transport transport;
  private final Workers workers;
  private final SnapshotPublisher snapshots;
  private final Metrics metrics;
  private final Map<String, Listener> bound = new LinkedHashMap<>();
  private final Map<String, Listener> prepared = new LinkedHashMap<>();
  private final List<Listener> leaving = new ArrayList<>();

  Listeners(Transport transport, Workers workers, SnapshotPublisher snapshots, Metrics metrics) {
    this.transport = transport;
    this.workers = workers;
    this.snapshots = snapshots;
    this.metrics = metrics;
  }

  void open(List<ListenerConfig> configs, PrintStream out) throws IOException {
    prepare(configs);
    commit(configs);
    for (Listener listener : bound.values()) {
      InetSocketAddress at = listener.address();
      out.println(
          "listener "
              + listener.id()
              + " on "
              + at.getAddress().getHostAddress()
              + ':'
              + at.getPort()
              + " ("
              + transport.name()
              + ", "
              + workers.count()
              + (workers.count() == 1 ? " worker)" : " workers)"));
    }
  }

  /** Binds the addresses that are new. All or none: a failure leaves everything as it was. */
  void prepare(List<ListenerConfig> configs) throws IOException {
    prepared.clear();
    for (int i = 0; i < configs.size(); i++) {
      ListenerConfig config = configs.get(i);
      Listener old = bound.get(config.id());
      if (old != null && old.serves(config)) {
        continue;
      }
      Listener listener =
          new Listener(config, transport, workers, snapshots, metrics.listener(config.id()));
      try {
        listener.bind();
      } catch (IOException e) {
        listener.retire();
        prepared.values().forEach(Listeners::discard);
        prepared.clear();
        throw BindFailure.of("listeners[" + i + "].bind", config.bind(), e);
      }
      prepared.put(config.id(), listener);
    }
  }

  /** Puts the prepared listeners and all rules into force, and drains those that are gone. */
  void commit(List<ListenerConfig> configs) {
    Map<String, Listener> next = new LinkedHashMap<>();
    for (ListenerConfig config : configs) {
      Listener listener = prepared.get(config.id());
      if (listener == null) {
        listener = bound.get(config.id());
      }
      if (listener != null) {
        listener.rules(ListenerRules.of(config));
        next.put(config.id(), listener);
      }
    }
    leaving.removeIf(Listeners::isEmpty);
    for (Listener old : bound.values()) {
      if (!next.containsValue(old)) {
        old.drain();
        leaving.add(old);
      }
    }
    bound.clear();
    bound.putAll(next);
    prepared.clear();
  }

  private static boolean isEmpty(Listener listener) {
    if (listener.openConnections() > 0) {
      return false;
    }
    listener.retire();
    return true;
  }

  private static void discard(Listener listener) {
    listener.drain();
    listener.closeConnections();
    listener.retire();
  }

  /** Drains all; how many connections were still open at the deadline. */
  int drain(Duration deadline) {
    leaving.addAll(bound.values());
    bound.values().forEach(Listener::drain);
    bound.clear();
    long end = System.nanoTime() + deadline.toNanos();
    while (open(leaving) > 0 && System.nanoTime() - end < 0) {
      try {
        TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
    }
    return open(leaving);
  }

  private static int open(Collection<Listener> listeners) {
    int sum = 0;
    for (Listener listener : listeners) {
      sum += listener.openConnections();
    }
    return sum;
  }

  void close() {
    leaving.addAll(bound.values());
    bound.clear();
    leaving.forEach(Listeners::discard);
    leaving.clear();
  }

  InetSocketAddress address(String id) {
    @Nullable Listener listener = bound.get(id);
    if (listener == null) {
      throw new IllegalArgumentException("listener " + id + " (expected: one that is bound)");
    }
    return listener.address();
  }
}
