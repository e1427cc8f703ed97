package io.sluice.gateway.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.nio.NioIoHandler;
import io.sluice.gateway.api.Ticker;
import io.sluice.gateway.config.ConfigLoader;
import io.sluice.gateway.config.Format;
import io.sluice.gateway.document.BoundDocument;
import io.sluice.gateway.event.Worker;
import io.sluice.gateway.event.Workers;
import io.sluice.gateway.observe.AccessLog;
import io.sluice.gateway.observe.Metrics;
import io.sluice.gateway.testkit.Await;
import io.sluice.gateway.upstream.TestUpstreams;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A snapshot ends with its last exchange, and what it alone kept open is closed then. */
class SnapshotPublisherTest {
  private final Metrics metrics = new Metrics(1, Ticker.system());
  private final Workers workers = new Workers(1, NioIoHandler.newFactory(), Ticker.system());
  private final Worker worker = workers.all().get(0);
  private final Queue<Runnable> control = new ConcurrentLinkedQueue<>();
  private final SnapshotPublisher publisher = new SnapshotPublisher(workers.all(), control::add);
  private List<AutoCloseable> latest = List.of();
  private final List<String> closed = new ArrayList<>(); // by this thread alone

  @AfterEach
  void close() {
    workers.shutdown();
    metrics.close();
  }

  private final SnapshotCompiler compiler =
      new SnapshotCompiler(
          TestUpstreams.factory(workers.all(), metrics, Ticker.system()),
          TestUpstreams::network,
          TestUpstreams.overload(Ticker.system()),
          metrics,
          Ticker.system());

  /** One that keeps these open; the one before it kept others. */
  private Compiled snapshot(AutoCloseable... things) throws Exception {
    ConfigLoader loader = new ConfigLoader(List.of(), variable -> null);
    String yaml = "listeners: [ { id: http, bind: '127.0.0.1:0' } ]";
    Compiled made =
        compiler.compile(
            BoundDocument.of(yaml, Format.YAML, loader), AccessLog.off(), publisher.latest());
    List<AutoCloseable> has = List.of(things);
    has.stream().filter(thing -> !latest.contains(thing)).forEach(made.added()::add);
    latest.stream().filter(thing -> !has.contains(thing)).forEach(made.dropped()::add);
    latest = has;
    return made;
  }

  private AutoCloseable thing(String name) {
    return () -> closed.add(name);
  }

  private SnapshotLease begin() throws Exception {
    return worker
        .loop()
        .submit(
            () -> {
              SnapshotLease lease = publisher.current(worker);
              lease.exchangeBegan();
              return lease;
            })
        .get();
  }

  private void runOnControl() {
    for (Runnable task = control.poll(); task != null; task = control.poll()) {
      task.run();
    }
  }

  @Test
  void endsWithItsLastExchangeAndNotOnAWorker() throws Exception {
    publisher.publish(snapshot(thing("first"))).join();
    SnapshotLease lease = begin();
    publisher.publish(snapshot(thing("second"))).join();
    runOnControl();
    assertThat(closed).isEmpty();

    worker.loop().submit(lease::exchangeEnded).get();
    assertThat(closed).isEmpty(); // only asked for
    Await.until("it is asked for", () -> !control.isEmpty());
    runOnControl();
    assertThat(closed).containsExactly("first");
  }

  @Test
  void aLaterOneMayEndBeforeAnEarlierOne() throws Exception {
    AutoCloseable shared = () -> closed.add("shared");
    publisher.publish(snapshot(thing("first"), shared)).join();
    SnapshotLease lease = begin();
    publisher.publish(snapshot(thing("second"), shared)).join();
    publisher.publish(snapshot(thing("third"))).join();
    runOnControl();
    assertThat(closed).containsExactly("second"); // the first still needs what they share

    worker.loop().submit(lease::exchangeEnded).get();
    runOnControl();
    assertThat(closed).containsExactlyInAnyOrder("second", "shared", "first");
  }

  @Test
  void theEndClosesAllThatIsLeftOnce() throws Exception {
    publisher.publish(snapshot(thing("first"))).join();
    SnapshotLease lease = begin();
    publisher.publish(snapshot(thing("second"))).join();
    publisher.close();
    worker.loop().submit(lease::exchangeEnded).get();
    runOnControl();
    assertThat(closed).containsExactlyInAnyOrder("first", "second");
  }

  @Test
  void aLongExchangeDoesNotKeepTheWholeOfIt() throws Exception {
    publisher.publish(snapshot(thing("first"))).join();
    WeakReference<GatewaySnapshot> first = new WeakReference<>(publisher.latest());
    SnapshotLease lease = begin();
    publisher.publish(snapshot(thing("second"))).join();
    runOnControl();
    Await.until(
        "it is collected",
        () -> {
          System.gc();
          return first.get() == null;
        });
    assertThat(closed).isEmpty();
    worker.loop().submit(lease::exchangeEnded).get();
    runOnControl();
    assertThat(closed).containsExactly("first");
  }
}
