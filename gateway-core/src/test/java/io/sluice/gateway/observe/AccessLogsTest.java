package io.sluice.gateway.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.api.Ticker;
import io.sluice.gateway.config.AccessLogConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logs that follow each other overlap: exchanges that began before still write to the older. */
class AccessLogsTest {
  private final Metrics metrics = new Metrics(1, Ticker.system());
  private final AccessLogs logs = new AccessLogs(metrics);

  @AfterEach
  void close() {
    metrics.close();
  }

  private static AccessLogConfig config(String format, Path file) {
    return new AccessLogConfig(false, format, file.toString(), 4096);
  }

  @Test
  void theSameConfigKeepsTheLog(@TempDir Path dir) throws Exception {
    AccessLog first = logs.open(config("{path}", dir.resolve("log")), null);
    assertThat(logs.open(config("{path}", dir.resolve("log")), first)).isSameAs(first);
    AccessLog other = logs.open(config("{status}", dir.resolve("log")), first);
    assertThat(other).isNotSameAs(first);
    first.close();
    other.close();
  }

  @Test
  void aFileThatIsSharedIsClosedWithTheLastLog(@TempDir Path dir) throws Exception {
    Path file = dir.resolve("log");
    AccessLog first = logs.open(config("first {path}", file), null);
    AccessLog second = logs.open(config("second {path}", dir.resolve("./log")), first);
    first.record(Entries.path("/1"));
    first.close();
    second.record(Entries.path("/2"));
    second.close();
    AccessLog third = logs.open(config("third {path}", file), second);
    third.record(Entries.path("/3"));
    third.close();
    assertThat(Files.readAllLines(file)).containsExactly("first /1", "second /2", "third /3");
  }

  @Test
  void anotherFormatAfterARotationWritesToTheNewFile(@TempDir Path dir) throws Exception {
    Path file = dir.resolve("log");
    AccessLog first = logs.open(config("first {path}", file), null);
    Files.move(file, dir.resolve("rotated"));
    AccessLog second = logs.open(config("second {path}", file), first);
    second.record(Entries.path("/2"));
    second.close();
    first.close();
    assertThat(Files.readAllLines(file)).containsExactly("second /2");
  }

  @Test
  void batchesTakeTurns() throws Exception {
    Slow slow = new Slow();
    SharedSink sink = new SharedSink(slow);
    assertThat(sink.join()).isTrue();
    List<Thread> writers = new ArrayList<>();
    for (String line : List.of("aaaa\n", "bbbb\n")) {
      byte[] bytes = line.getBytes(StandardCharsets.US_ASCII);
      Thread writer =
          new Thread(
              () -> {
                try {
                  for (int i = 0; i < 200; i++) {
                    sink.write(bytes);
                  }
                  sink.close();
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              });
      writers.add(writer);
      writer.start();
    }
    for (Thread writer : writers) {
      writer.join();
    }
    assertThat(slow.written.toString(StandardCharsets.US_ASCII).lines())
        .hasSize(400)
        .allMatch(line -> line.equals("aaaa") || line.equals("bbbb"));
    assertThat(slow.closed).isEqualTo(1);
    assertThat(sink.join()).isFalse();
  }

  /** Takes a line byte by byte, as a full pipe does. */
  private static final class Slow implements LogSink {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private int closed;

    @Override
    public void write(byte[] lines) {
      for (byte b : lines) {
        written.write(b);
        LockSupport.parkNanos(1);
      }
    }

    @Override
    public void reopen() {}

    @Override
    public void close() {
      closed++;
    }
  }
}
