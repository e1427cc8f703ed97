package io.sluice.filters.cache.disk;

import io.netty.channel.EventLoopGroup;
import io.netty.handler.codec.http.HttpHeaders;
import io.sluice.filters.auth.Sha256;
import io.sluice.filters.cache.disk.DiskIndex.Entry;
import io.sluice.filters.cache.store.CacheKey;
import io.sluice.filters.cache.store.MemoryTier;
import io.sluice.filters.cache.store.PurgeLog;
import io.sluice.filters.cache.store.SlowTier;
import io.sluice.filters.cache.store.StoredResponse;
import io.sluice.filters.cache.threads.Threads;
import io.sluice.gateway.api.CacheSettings;
import io.sluice.gateway.api.FilterContext;
import io.sluice.gateway.api.Kept;
import io.sluice.gateway.api.Network;
import io.sluice.gateway.api.Purge;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The responses that are kept on the local disk: those for which memory is too dear, and those that
 * are to be there after a restart. One for each directory; bounded in bytes.
 *
 * <p>Everything that waits for the disk is done on threads of its own: two read, one writes and
 * deletes. Whoever asks for what is not there is told so at once; who asks for what is there,
 * within {@value #MOST_MILLIS} ms. Where the disk is in trouble, or too much waits for it, there is
 * nothing and nothing is kept.
 *
 * <p>One gateway has the directory. Another one goes on without it, and tries again: so a gateway
 * that takes the place of another gets it when that has ended. A tier that is closed gives it back
 * when it has written what waits.
 *
 * <p>Given up: what was removed in the moment before the power failed may be back after the start.
 */
public final class DiskTier implements SlowTier, Kept {
  private static final Logger LOG = LoggerFactory.getLogger(DiskTier.class);
  private static final long MOST_MILLIS = 100;
  private static final long RETRY_MILLIS = 2_000; // for the directory
  private static final long SWEEP_MILLIS = 60_000;
  private static final int READERS = 2;
  private static final int READS_WAITING = 256;
  private static final int WRITES_WAITING = 1024;
  private static final long MOST_PENDING = 32 << 20; // bytes of bodies on their way to files

  /** Equal for all configs that name the directory. */
  private record Identity(Path path) {}

  private final Supplier<Network> network;
  private final LongSupplier millis;
  private final Trouble trouble;
  private final DiskMeters meters;
  private final DiskIndex index = new DiskIndex();
  private final DiskContent content = new DiskContent(index);
  private final DiskFiles files;
  private final DiskPurges purges;
  private final BiConsumer<Long, Purge> learn;
  private final DiskReader reader;
  private final DiskWriter writer;
  private final Threads reading = new Threads("sluice-disk-read", READERS, READS_WAITING);
  private final Threads writing = new Threads("sluice-disk-write", 1, WRITES_WAITING);
  private final AtomicLong pending = new AtomicLong(); // bytes of bodies on their way to files
  private final Path path;
  private volatile @Nullable EventLoopGroup loops; // control thread; null until a config has it
  private volatile boolean open; // the writer's
  private volatile boolean closed; // control thread
  private volatile long maximum; // control thread
  private long nextMaximum; // control thread
  private @Nullable AtomicReference<@Nullable DiskTier> inForce; // control thread
  private boolean complained; // the writer's
  private boolean locked; // the writer's
  private boolean known; // the writer's: all that there is

  /**
   * @param millis the time since 1970
   */
  DiskTier(
      FilterContext context,
      Path path,
      long maxBytes,
      MemoryTier memory,
      BiPredicate<CacheKey, StoredResponse> valid,
      BiConsumer<Long, Purge> learn,
      LongSupplier millis) {
    this.network = context::network;
    this.millis = millis;
    this.path = path;
    this.maximum = maxBytes;
    this.nextMaximum = maxBytes;
    this.trouble = new Trouble(path, context.ticker());
    this.meters = new DiskMeters(context.meters(), path);
    this.files = new DiskFiles(path);
    this.purges = new DiskPurges(path);
    this.learn = learn;
    this.reader = new DiskReader(files, content, this::forget, memory, valid, millis);
    this.writer = new DiskWriter(files, index, content, millis, () -> maximum);
  }

  /**
   * For a factory: the tier of this gateway in a directory.
   *
   * @param memory where the bodies that are read find room
   * @param valid whether a response may be used yet: false for what has been purged; on any thread
   * @param learn hears of purges from before a restart, on any thread, before what they are about
   *     is found
   * @param millis the time since 1970
   * @throws IllegalArgumentException when the path is none
   */
  public static DiskTier of(
      FilterContext context,
      CacheSettings.Disk settings,
      MemoryTier memory,
      BiPredicate<CacheKey, StoredResponse> valid,
      BiConsumer<Long, Purge> learn,
      LongSupplier millis) {
    Path path = Path.of(settings.path()).toAbsolutePath().normalize();
    long maxBytes = settings.size().bytes();
    DiskTier tier =
        context.keep(
            new Identity(path),
            () -> new DiskTier(context, path, maxBytes, memory, valid, learn, millis));
    tier.plan(maxBytes);
    return tier;
  }

  /** Says what is to count once the config that is being compiled runs. Control thread. */
  void plan(long maxBytes) {
    nextMaximum = maxBytes;
  }

  /**
   * Before it is adopted. Control thread.
   *
   * @param place where it stands while it is the one of the config in force
   */
  public void tell(AtomicReference<@Nullable DiskTier> place) {
    inForce = place;
  }

  @Override
  public void adopted() {
    maximum = nextMaximum;
    if (loops == null) {
      loops = network.get().loops();
      meters.show(index, trouble);
      meters.showWaiting(reading, writing);
      reading.start();
      writing.start();
      later(this::begin, 0);
    } else {
      later(() -> change(() -> writer.trim(0)), 0);
    }
    if (inForce != null) {
      inForce.set(this);
    }
  }

  @Override
  public void close() {
    closed = true;
    if (inForce != null) {
      inForce.compareAndSet(this, null);
    }
    if (loops != null) {
      meters.close();
      reading.close();
      writing.close(() -> change(files::unlock)); // behind the writes that wait
    }
  }

  // ---- any thread

  @Override
  public void find(CacheKey key, HttpHeaders request, Consumer<@Nullable Found> to) {
    EventLoopGroup timers = loops;
    Sha256 name = Sha256.of(key.address());
    if (timers == null || !isUsable() || !mayHave(name)) {
      to.accept(null);
      return;
    }
    Lookup lookup = new Lookup(to);
    HttpHeaders asked = request.copy(); // who waits no longer may change it
    if (reading.submit(() -> find(key, asked, lookup))) {
      lookup.until(timers.next(), MOST_MILLIS, meters.late);
    } else {
      meters.refusedFinds.increment();
      lookup.tell(null);
    }
  }

  @Override
  public void keep(CacheKey key, HttpHeaders request, StoredResponse response, long keptFor) {
    if (keptFor <= 0 || !isUsable() || !content.isKnown()) {
      return;
    }
    Sha256 name = Sha256.of(key.address());
    Keeping keeping =
        Keeping.of(key, name, content.removals(name), request, response, until(keptFor));
    if (keeping == null) {
      return;
    }
    int length = keeping.body().readableBytes();
    long before = pending.getAndAdd(length);
    boolean fits = before == 0 || before + length <= MOST_PENDING;
    if (!fits || !writing.submit(() -> write(keeping))) {
      meters.refusedKeeps.increment();
      release(keeping);
    }
  }

  private long until(long keptFor) {
    return millis.getAsLong() + Math.min(keptFor, PurgeLog.LONGEST_KEPT);
  }

  @Override
  public void remove(CacheKey key) {
    Entry entry = content.remove(Sha256.of(key.address()));
    if (entry != null) {
      delete(entry);
    }
  }

  /** Takes out everything. */
  public void removeAll() {
    content.removeAll();
    later(() -> change(writer::sweep), 0);
  }

  private boolean mayHave(Sha256 name) {
    Entry entry = content.entry(name);
    if (content.mayHave(name, entry, millis.getAsLong())) {
      return true;
    }
    if (entry != null) { // it has expired
      forget(entry);
    }
    return false;
  }

  /**
   * Notes a purge for after a restart: until then {@code valid} says what it is about.
   *
   * @param number milliseconds since 1970
   * @return completes when it is noted; where that fails, when nothing is kept any more
   */
  public CompletionStage<Void> purged(long number, Purge purge) {
    CompletableFuture<Void> noted = new CompletableFuture<>();
    if (loops == null || closed) {
      noted.complete(null); // it has not begun to keep anything
    } else {
      later(() -> note(number, purge, noted), 0);
    }
    return noted;
  }

  private boolean isUsable() {
    return open && !closed && !trouble.isOff();
  }

  private void forget(Entry entry) {
    if (entry.end()) {
      delete(entry);
    }
  }

  /** If the writer has no time for it, a sweep finds it. */
  private void delete(Entry entry) {
    writing.submit(() -> change(() -> writer.delete(entry)));
  }

  /** Has the writer do it, however much waits for it. */
  private void later(Runnable task, long delay) {
    EventLoopGroup timers = loops;
    if (timers == null || closed || (delay == 0 && writing.submit(task))) {
      return;
    }
    try {
      timers.next().schedule(() -> later(task, 0), Math.max(delay, 1), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException ended) {
      closed = true; // with the gateway
    }
  }

  // ---- a reader's thread

  private void find(CacheKey key, HttpHeaders request, Lookup lookup) {
    Found found = null;
    try {
      if (lookup.isWaiting() && isUsable()) {
        found = reader.find(key, request);
        trouble.worked();
      }
    } catch (IOException e) {
      trouble.failed(e);
    } finally {
      lookup.tell(found);
    }
  }

  // ---- the writer's thread

  /** Something that changes the files. */
  private interface Change {
    void run() throws IOException;
  }

  private boolean change(Change change) {
    try {
      change.run();
      trouble.worked();
      return true;
    } catch (IOException e) {
      trouble.failed(e);
      return false;
    }
  }

  private void write(Keeping keeping) {
    try {
      if (open && !trouble.isOff()) {
        change(() -> writer.write(keeping));
      }
    } finally {
      release(keeping);
    }
  }

  private void release(Keeping keeping) {
    pending.addAndGet(-keeping.body().readableBytes());
    keeping.body().release();
  }

  private void begin() {
    boolean begun = closed || (change(this::open) && open);
    later(begun ? this::scan : this::begin, begun ? 0 : RETRY_MILLIS);
  }

  private void scan() {
    boolean worked = change(() -> known = writer.scan(trouble::failed));
    if (known) {
      later(this::sweep, SWEEP_MILLIS);
    } else {
      later(this::scan, worked ? 0 : RETRY_MILLIS);
    }
  }

  private void note(long number, Purge purge, CompletableFuture<Void> noted) {
    if (!open || !change(() -> note(number, purge))) {
      content.removeAll();
      change(writer::sweep);
    }
    noted.complete(null);
  }

  private void note(long number, Purge purge) throws IOException {
    if (!purges.add(number, purge)) {
      learn();
    }
  }

  private void learn() throws IOException {
    Map<Purge, Long> all = purges.read(millis.getAsLong() - PurgeLog.LONGEST_KEPT);
    if (all == null) {
      content.removeAll();
    } else {
      all.forEach((purge, number) -> learn.accept(number, purge));
    }
  }

  private void open() throws IOException {
    if (open || locked || files.lock()) {
      locked = true;
      learn();
      open = true;
    } else if (!complained) {
      complained = true;
      LOG.warn("cache on disk, {}: another gateway has it; this one goes on without", path);
    }
  }

  private void sweep() {
    change(writer::sweep);
    later(this::sweep, SWEEP_MILLIS);
  }
}
