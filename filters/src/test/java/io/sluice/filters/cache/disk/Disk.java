package io.sluice.filters.cache.disk;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.sluice.filters.auth.Sha256;
import io.sluice.filters.cache.rules.Fields;
import io.sluice.filters.cache.store.CacheKey;
import io.sluice.filters.cache.store.MemoryTier;
import io.sluice.filters.cache.store.Responses;
import io.sluice.filters.cache.store.SlowTier.Found;
import io.sluice.gateway.api.ChainContext;
import io.sluice.gateway.api.Network;
import io.sluice.gateway.api.Purge;
import io.sluice.gateway.testkit.Await;
import io.sluice.gateway.testkit.ManualTicker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Tiers on a directory, one after another or at once, in a gateway of a test. */
final class Disk implements AutoCloseable {
  static final long MAX = 4 << 20;
  private static final long MINUTE = 60_000;

  final ManualTicker ticker = new ManualTicker();
  final AtomicLong now = new AtomicLong(1_000_000);
  final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  /** Closed: the thread that writes waits where it asks for the time. */
  volatile CountDownLatch writer = new CountDownLatch(0);

  /** What has been purged; may wait, on a thread that reads. */
  volatile Predicate<CacheKey> purged = key -> false;

  /** Purges of before a restart. */
  final Map<Purge, Long> learned = new ConcurrentHashMap<>();

  private final Path path;
  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("sluice-worker-disk"), NioIoHandler.newFactory());
  private final ChainContext context =
      new ChainContext("r", meters, ticker) {
        @Override
        public Network network() {
          return new Network(loops, NioSocketChannel::new);
        }
      };
  private final MemoryTier memory = MemoryTier.of(context, 16 << 20);
  private final List<DiskTier> tiers = new ArrayList<>();

  Disk(Path path) {
    this.path = path;
  }

  /** As a key is written for {@code http://h/path}; {@code #x} names a version. */
  static CacheKey key(String path) {
    String[] parts = path.split("#", 2);
    String version = parts.length == 1 ? "" : parts[1].length() + ":" + parts[1];
    return new CacheKey("1:r4:http1:h-" + parts[0].length() + ":" + parts[0] + "1:f--" + version);
  }

  Path path() {
    return path;
  }

  Path file(String key) {
    return new DiskFiles(path).path(Sha256.of(key(key).address()));
  }

  MemoryTier memory() {
    return memory;
  }

  /** A tier that begins now. */
  DiskTier begun(long maxBytes) {
    DiskTier tier = made(maxBytes);
    tiers.add(tier);
    tier.adopted();
    return tier;
  }

  /** One of a config that does not run. */
  DiskTier made(long maxBytes) {
    return new DiskTier(
        context,
        path,
        maxBytes,
        memory,
        (key, response) -> !purged.test(key),
        (number, purge) -> learned.put(purge, number),
        this::millis);
  }

  private long millis() {
    if (writer.getCount() > 0 && isWriter()) {
      Await.open(writer);
    }
    return now.get();
  }

  private static boolean isWriter() {
    return StackWalker.getInstance()
        .walk(all -> all.anyMatch(frame -> frame.getClassName().endsWith(".DiskWriter")));
  }

  /** A tier that knows what there is. */
  DiskTier started(long maxBytes) {
    DiskTier tier = begun(maxBytes);
    Await.until("what is kept is found", () -> isUp(tier));
    return tier;
  }

  /** Whether it knows what there is, and so keeps what is new. */
  boolean isUp(DiskTier tier) {
    String key = "/up" + tier.hashCode();
    keep(tier, key, "", "up");
    return find(tier, key, "").equals("up");
  }

  void keep(DiskTier tier, String key, String lines, String body) {
    keep(tier, key, "", lines, body, MINUTE);
  }

  void keep(DiskTier tier, String key, String asked, String lines, String body, long keptFor) {
    ByteBuf bytes = memory.newBody(body.length());
    if (bytes != null) {
      bytes.writeCharSequence(body, StandardCharsets.ISO_8859_1);
      var response = Responses.of(lines, bytes);
      tier.keep(key(key), Fields.of(asked), response, keptFor);
      response.release();
    }
  }

  /** Keeps it for sure: all that was to be written before has been by then. */
  void kept(DiskTier tier, String key, String asked, String lines, String body) {
    Await.until(
        "it is kept",
        () -> {
          keep(tier, key, asked, lines, body, MINUTE);
          return find(tier, key, asked).equals(body);
        });
    Await.until("all is written", () -> written());
  }

  private boolean written() {
    return meters.get("sluice.cache.disk.waiting").tag("operation", "keep").gauge().value() == 0;
  }

  void kept(DiskTier tier, String key, String body) {
    kept(tier, key, "", "", body);
  }

  /** Text of the body; {@code none} when there is none. */
  String find(DiskTier tier, String key, String asked) {
    Found found = look(tier, key, asked);
    if (found == null) {
      return "none";
    }
    String text = Responses.text(found.response());
    found.response().release();
    return Objects.requireNonNull(text);
  }

  /** What is there; asks again where the disk, or this machine, was too slow. */
  @Nullable Found look(DiskTier tier, String key, String asked) {
    for (; ; ) {
      double late = counted("sluice.cache.disk.late");
      Found found = lookOnce(tier, key, asked);
      if (found != null || counted("sluice.cache.disk.late") == late) {
        return found;
      }
    }
  }

  @Nullable Found lookOnce(DiskTier tier, String key, String asked) {
    CompletableFuture<@Nullable Found> told = new CompletableFuture<>();
    tier.find(
        key(key),
        Fields.of(asked),
        found -> assertThat(told.complete(found)).as("told once").isTrue());
    return told.orTimeout(5, TimeUnit.SECONDS).join();
  }

  /** All files of records. */
  List<Path> files() {
    try (Stream<Path> all = Files.walk(path)) {
      return all.filter(file -> String.valueOf(file.getFileName()).length() == 64).toList();
    } catch (IOException | UncheckedIOException changed) { // while it was looked at
      return files();
    }
  }

  /** Bytes of all files. */
  long bytes() {
    return files().stream().mapToLong(Disk::size).sum();
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException gone) {
      return 0;
    }
  }

  /** 0 before a tier runs. */
  double counted(String name, String... tags) {
    FunctionCounter counter = meters.find(name).tags(tags).functionCounter();
    return counter == null ? 0 : counter.count();
  }

  /** Ends a tier, and waits for its threads. */
  void close(DiskTier tier) {
    if (tiers.remove(tier)) {
      tier.close();
    }
    if (tiers.isEmpty()) {
      Await.until("its threads have ended", () -> threads().isEmpty());
    }
  }

  /** One that the test has closed. */
  void forget(DiskTier tier) {
    tiers.remove(tier);
  }

  static List<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("sluice-disk-"))
        .toList();
  }

  /** All memory is back, and no thread is left. */
  @Override
  public void close() {
    writer.countDown();
    List.copyOf(tiers).forEach(this::close);
    memory.close();
    Await.until("all memory is back", () -> memory.bodyBytes() == 0);
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
