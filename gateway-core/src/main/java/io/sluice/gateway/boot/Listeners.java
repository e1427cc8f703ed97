package io.sluice.gateway.boot;

import io.netty.util.NetUtil;
import io.sluice.gateway.api.BindFailure;
import io.sluice.gateway.config.ListenerConfig;
import io.sluice.gateway.event.Workers;
import io.sluice.gateway.observe.Metrics;
import io.sluice.gateway.server.Listener;
import io.sluice.gateway.server.Transport;
import io.sluice.gateway.snapshot.ListenerRules;
import io.sluice.gateway.snapshot.SnapshotPublisher;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The gateway's listeners over its reloads. A listener is its address: one whose address stays is
 * carried over with its connections, whatever it is called; a new address is bound before the old
 * one drains. Control thread, but for what says otherwise.
 */
final class Listeners {
  private final Transport transport;
  private final Workers workers;
  private final SnapshotPublisher snapshots;
  private final Metrics metrics;
  private final List<Listener> leaving = new ArrayList<>();
  private boolean windingDown;
  private boolean drained;

  /** By id, in the config's order; replaced, never changed. Written by the control thread. */
  private volatile Map<String, Listener> bound = Map.of();

  Listeners(Transport transport, Workers workers, SnapshotPublisher snapshots, Metrics metrics) {
    this.transport = transport;
    this.workers = workers;
    this.snapshots = snapshots;
    this.metrics = metrics;
  }

  /** Who will serve a listener's config. */
  private record Place(ListenerConfig config, ListenerRules rules, Listener listener) {}

  /** Listeners that could serve a config: all of them bound, not yet in force. */
  static final class Plan {
    private final List<Place> places = new ArrayList<>();
    private final List<Listener> opened = new ArrayList<>();

    private void add(ListenerConfig config, Listener listener) {
      places.add(new Place(config, ListenerRules.of(config), listener));
    }

    /** Closes what was opened for it. */
    void abandon() {
      opened.forEach(Listeners::discard);
    }
  }

  /**
   * Binds the addresses that are new. All or none: a failure leaves everything as it was.
   *
   * @throws BindFailure naming the first that cannot be bound
   */
  Plan prepare(List<ListenerConfig> configs) throws IOException {
    Plan plan = new Plan();
    if (drained) {
      return plan; // a change may come while the last exchanges end
    }
    Map<String, Listener> kept = carriedOver(configs);
    boolean whole = false;
    try {
      for (int i = 0; i < configs.size(); i++) {
        Listener listener = kept.get(configs.get(i).id());
        plan.add(configs.get(i), listener == null ? open(i, configs.get(i), plan) : listener);
      }
      whole = true;
      return plan;
    } finally {
      if (!whole) {
        plan.abandon();
      }
    }
  }

  private Listener open(int index, ListenerConfig config, Plan plan) throws IOException {
    Listener listener = new Listener(config, transport, workers, snapshots, metrics);
    plan.opened.add(listener);
    try {
      listener.bind();
    } catch (IOException e) {
      String path = "listeners[" + index + "].bind";
      throw new BindFailure(path, config.bind().socketAddress(), e);
    }
    return listener;
  }

  /** By the id that each will have; first those that keep theirs, for many may want port 0. */
  private Map<String, Listener> carriedOver(List<ListenerConfig> configs) {
    Map<String, Listener> kept = new LinkedHashMap<>();
    for (ListenerConfig config : configs) {
      Listener same = bound.get(config.id());
      if (same != null && same.serves(config)) {
        kept.put(config.id(), same);
      }
    }
    for (ListenerConfig config : configs) {
      Listener other = kept.containsKey(config.id()) ? null : free(config, kept.values());
      if (other != null) {
        kept.put(config.id(), other);
      }
    }
    return kept;
  }

  private @Nullable Listener free(ListenerConfig config, Collection<Listener> taken) {
    for (Listener listener : bound.values()) {
      if (listener.serves(config) && !taken.contains(listener)) {
        return listener;
      }
    }
    return null;
  }

  /** Puts a plan into force, and drains the listeners that have no place in it. */
  void commit(Plan plan) {
    Map<String, Listener> next = new LinkedHashMap<>();
    for (Place place : plan.places) {
      place.listener.apply(place.config, place.rules);
      next.put(place.config.id(), place.listener);
      if (windingDown) {
        place.listener.windDown();
      }
    }
    Map<String, Listener> before = bound;
    bound = next;
    leaving.removeIf(listener -> listener.openConnections() == 0);
    for (Listener old : before.values()) {
      if (!next.containsValue(old)) {
        old.drain();
        leaving.add(old);
      }
    }
  }

  private static void discard(Listener listener) {
    listener.drain();
    listener.closeConnections();
  }

  /** Has clients' connections end with their next response, those of later listeners too. */
  void windDown() {
    windingDown = true;
    bound.values().forEach(Listener::windDown);
  }

  /**
   * Begins to drain all, and binds none any more; those that still have connections, for any thread
   * to watch.
   */
  List<Listener> drain() {
    drained = true;
    commit(new Plan());
    return List.copyOf(leaving);
  }

  /** Closes all listeners and connections. */
  void close() {
    commit(new Plan());
    leaving.forEach(Listeners::discard);
    leaving.clear();
  }

  /**
   * Where a listener is bound. Any thread.
   *
   * @throws IllegalArgumentException when there is none of that id
   */
  InetSocketAddress address(String id) {
    Listener listener = bound.get(id);
    if (listener == null) {
      throw new IllegalArgumentException("listener " + id + " (expected: one that is bound)");
    }
    return listener.address();
  }

  /** Where all of them are bound; none before the first config is served. Any thread. */
  List<InetSocketAddress> addresses() {
    return bound.values().stream().map(Listener::address).toList();
  }

  /** A line on each for the start-up log. */
  List<String> lines() {
    String loops = workers.count() + (workers.count() == 1 ? " worker" : " workers");
    List<String> lines = new ArrayList<>();
    for (Listener listener : bound.values()) {
      String where = NetUtil.toSocketAddressString(listener.address());
      String how = " (" + transport.name() + ", " + loops + ")";
      lines.add("listener " + listener.id() + " on " + where + how);
    }
    return lines;
  }
}
