package io.sluice.gateway.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gateway.api.Ticker;
import io.sluice.gateway.config.AccessLogConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessLogTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  private final Metrics metrics = new Metrics(1, Ticker.system());

  @AfterEach
  void close() {
    metrics.close();
  }

  @Test
  void writesOneLineForEachEntryInOrder(@TempDir Path dir) throws Exception {
    Path file = dir.resolve("access.log");
    Files.writeString(file, "kept\n");
    try (AccessLog log = new AccessLogs(metrics).open(config("{path}", file, 4096), null)) {
      for (int i = 0; i < 2_000; i++) {
        log.record(Entries.path("/" + i));
      }
    }
    List<String> expected = new ArrayList<>(List.of("kept"));
    IntStream.range(0, 2_000).forEach(i -> expected.add("/" + i));
    assertThat(Files.readAllLines(file)).isEqualTo(expected);
    assertThat(dropped()).isZero();
  }

  @Test
  void keepsTheOrderOfEachOfManyWorkers() throws Exception {
    SlowSink sink = new SlowSink();
    sink.go();
    AccessLog log = log(sink, 1 << 16);
    List<Thread> workers = new ArrayList<>();
    for (int w = 0; w < 4; w++) {
      int worker = w;
      workers.add(
          new Thread(
              () -> {
                for (int i = 0; i < 5_000; i++) {
                  log.record(Entries.path("/" + worker + "/" + i));
                }
              }));
    }
    workers.forEach(Thread::start);
    for (Thread worker : workers) {
      worker.join();
    }
    log.close(SOON);
    for (int w = 0; w < 4; w++) {
      String prefix = "/" + w + "/";
      assertThat(sink.lines().stream().filter(line -> line.startsWith(prefix)))
          .containsExactlyElementsOf(IntStream.range(0, 5_000).mapToObj(i -> prefix + i).toList());
    }
  }

  @Test
  void aSlowDiskDropsAndCountsButNeverHoldsAWorkerUp() throws Exception {
    SlowSink sink = new SlowSink();
    AccessLog log = log(sink, 64);
    log.record(Entries.path("/first"));
    sink.awaitBlockedWrite();

    // The writer is stuck: were any of these to block, the test would never end.
    for (int i = 0; i < 1_000; i++) {
      log.record(Entries.path("/" + i));
    }
    assertThat(dropped()).isEqualTo(1_000 - 64);

    sink.go();
    log.close(SOON);
    assertThat(sink.lines()).hasSize(1 + 64).startsWith("/first", "/0").endsWith("/63");
  }

  @Test
  void closeGivesUpOnADiskThatNeverAnswers() throws Exception {
    SlowSink sink = new SlowSink();
    AccessLog log = log(sink, 64);
    log.record(Entries.path("/stuck"));
    sink.awaitBlockedWrite();
    log.record(Entries.path("/lost"));
    log.close(Duration.ofMillis(20));

    log.record(Entries.path("/late"));
    assertThat(dropped()).as("the late one").isEqualTo(1);
    sink.go();
    sink.awaitClose();
    assertThat(sink.lines()).containsExactly("/stuck");
    assertThat(dropped()).isEqualTo(2);
  }

  @Test
  void aBrokenDiskCostsLinesAndIsCounted() throws Exception {
    SlowSink sink = new SlowSink();
    sink.failNextWrite();
    AccessLog log = log(sink, 64);
    log.record(Entries.path("/lost"));
    sink.awaitBlockedWrite();
    log.record(Entries.path("/kept"));
    sink.go();
    log.close(SOON);

    assertThat(sink.lines()).containsExactly("/kept");
    assertThat(dropped()).isEqualTo(1);
  }

  @Test
  void anEntryThatCannotBeFormattedCostsOneLine() throws Exception {
    SlowSink sink = new SlowSink();
    sink.go();
    AccessLog log =
        log(
            sink,
            64,
            (out, entry) -> {
              out.append(entry.path());
              if (entry.path().startsWith("/bad")) {
                throw new IllegalStateException("half a line");
              }
            });
    log.record(Entries.path("/bad"));
    log.record(Entries.path("/good"));
    log.record(Entries.path("/bad/too"));
    log.record(Entries.path("/last"));
    log.close(SOON);

    assertThat(sink.lines()).containsExactly("/good", "/last");
    assertThat(dropped()).isEqualTo(2);
  }

  @Test
  void reopenWritesToANewFileUnderTheSamePath(@TempDir Path dir) throws Exception {
    Path file = dir.resolve("access.log");
    Path rotated = dir.resolve("access.log.1");
    AccessLog log = new AccessLogs(metrics).open(config("{path}", file, 64), null);
    log.record(Entries.path("/old"));
    awaitLines(file, 1);
    Files.move(file, rotated);
    log.reopen();
    log.record(Entries.path("/new"));
    log.close(SOON);

    assertThat(Files.readAllLines(rotated)).containsExactly("/old");
    assertThat(Files.readAllLines(file)).containsExactly("/new");
  }

  @Test
  void namesTheFileThatCannotBeOpened(@TempDir Path dir) {
    Path file = dir.resolve("long".repeat(100));
    assertThatThrownBy(() -> new AccessLogs(metrics).open(config("json", file, 64), null))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("access_log.path: " + file);
  }

  @Test
  void namesTheDirectoryThatIsNotThere(@TempDir Path dir) {
    Path file = dir.resolve("missing").resolve("access.log");
    assertThatThrownBy(() -> AccessLogs.checkPath(file.toString()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(file + " (expected: a file in a directory");
  }

  @Test
  void aDirectoryIsNoFile(@TempDir Path dir) {
    assertThatThrownBy(() -> AccessLogs.checkPath(dir.toString()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(dir + " (expected: a file, not a directory)");
  }

  @Test
  void namesTheFormatThatIsNone() {
    assertThatThrownBy(() -> AccessLogs.checkFormat("{path} {colour}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("unknown variable {colour} (expected: time, ");
    assertThatThrownBy(() -> AccessLogs.checkFormat("jsn"))
        .hasMessage("'jsn' (expected: json, common, or a text with variables in" + " braces)");
  }

  @Test
  void offKeepsNothing() throws Exception {
    AccessLogConfig off = new AccessLogConfig(true, "json", "/nowhere/at/all", 64);
    try (AccessLog log = new AccessLogs(metrics).open(off, null)) {
      assertThat(log.enabled()).isFalse();
      log.record(Entries.path("/"));
      log.reopen();
    }
    assertThat(dropped()).isZero();
  }

  private AccessLog log(LogSink sink, int queueSize) {
    return log(sink, queueSize, LineFormat.of("{path}"));
  }

  private AccessLog log(LogSink sink, int queueSize, LineFormat format) {
    LogWriter writer =
        new LogWriter(format, sink, queueSize, metrics.accessLogDropped(), Ticker.system());
    writer.start();
    return new AccessLog(new AccessLogConfig(false, "{path}", "-", queueSize), writer);
  }

  private long dropped() {
    return (long) metrics.accessLogDropped().count();
  }

  private static AccessLogConfig config(String format, Path file, int queueSize) {
    return new AccessLogConfig(false, format, file.toString(), queueSize);
  }

  private static void awaitLines(Path file, int count) throws Exception {
    while (Files.readAllLines(file).size() < count) {
      Thread.onSpinWait();
    }
  }

  /** A sink whose writes wait for {@link #go()}. */
  private static final class SlowSink implements LogSink {
    private final CountDownLatch blocked = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Queue<String> written = new ConcurrentLinkedQueue<>();
    private volatile boolean failing;

    void go() {
      released.countDown();
    }

    void failNextWrite() {
      failing = true;
    }

    void awaitBlockedWrite() throws InterruptedException {
      blocked.await();
    }

    void awaitClose() throws InterruptedException {
      closed.await();
    }

    List<String> lines() {
      return List.copyOf(written);
    }

    @Override
    public void write(byte[] lines) throws IOException {
      blocked.countDown();
      try {
        released.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      if (failing) {
        failing = false;
        throw new IOException("no space left");
      }
      new String(lines, StandardCharsets.UTF_8).lines().forEach(written::add);
    }

    @Override
    public void reopen() {}

    @Override
    public void close() {
      closed.countDown();
    }
  }
}
