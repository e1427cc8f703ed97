package io.sluice.filters.cache.redis;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaders;
import io.sluice.filters.cache.store.CacheKey;
import io.sluice.filters.cache.store.MemoryTier;
import io.sluice.filters.cache.store.PurgeLog;
import io.sluice.filters.cache.store.SlowTier;
import io.sluice.filters.cache.store.StoredResponse;
import io.sluice.filters.cache.store.StoredVariants;
import io.sluice.filters.cache.threads.Threads;
import io.sluice.filters.redis.Dialer;
import io.sluice.filters.redis.RedisAddress;
import io.sluice.gateway.api.FilterContext;
import io.sluice.gateway.api.Kept;
import io.sluice.gateway.api.Network;
import io.sluice.gateway.api.OwnedMeters;
import io.sluice.gateway.api.Purge;
import io.sluice.gateway.api.RedisSettings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The responses that gateways share in Redis, one tier for a gateway. It has two connections on one
 * of the gateway's event loops: for what it asks and keeps, and to hear what others have purged.
 * While either is down it has nothing: what it cannot know to be unpurged it does not serve.
 *
 * <p>Any thread may ask; none waits. What is asked for is told within the timeout of Redis, and
 * what is kept is dropped where too much is on its way. Entries are checked as if anybody had
 * written them: sums of head and body, the whole key, and what the response varies by.
 *
 * <p>It shows its state as {@code sluice.cache.store.up}, {@code sluice.cache.store.errors} and
 * {@code sluice.cache.store.dropped}.
 */
public final class RedisTier implements SlowTier, Kept {
  /** Questions on their way. */
  private static final int MOST_OPEN = 4_096;

  /** Bytes of bodies on their way to Redis. */
  private static final long MOST_IN_FLIGHT = 32L << 20;

  /** What one takes beside its body, roughly. */
  private static final int OVERHEAD = 2_048;

  /** For what nobody waits for. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /** Bodies that wait to be packed or unpacked. */
  private static final int MOST_PACKINGS = 256;

  private static final Tags TAGS = Tags.of("tier", "redis");

  private final RedisAddress address;
  private final RedisSettings settings;
  private final Names names;
  private final MemoryTier memory;
  private final PurgeLog log;
  private final LongSupplier millis;
  private final Threads packers; // some 10 ms for the largest body
  private final Supplier<Network> network;
  private final OwnedMeters meters; // the control thread
  private final String node = UUID.randomUUID().toString();

  // any thread
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicLong inFlight = new AtomicLong();
  private final Removals removals = new Removals(this);
  private final LongAdder errors = new LongAdder();
  private final LongAdder dropped = new LongAdder();

  private volatile @Nullable CacheNews news; // control thread
  private @Nullable AtomicReference<@Nullable RedisTier> inForce; // control thread
  private volatile @Nullable Connected connected; // control thread, once

  private record Connected(
      Dialer dialer, Link link, Link reader, PurgeStream stream, Locks locks) {}

  private RedisTier(
      RedisAddress address,
      Identity identity,
      MemoryTier memory,
      PurgeLog log,
      LongSupplier millis,
      Supplier<Network> network,
      MeterRegistry meters) {
    this.address = address;
    this.settings = identity.settings;
    this.names = new Names(identity.prefix);
    this.memory = memory;
    this.log = log;
    this.millis = millis;
    int half = Math.max(1, Runtime.getRuntime().availableProcessors() / 2); // the rest is others'
    this.packers = new Threads("sluice-bodies", half, MOST_PACKINGS);
    this.network = network;
    this.meters = new OwnedMeters(meters);
  }

  private record Identity(RedisSettings settings, String prefix) {
    @Override
    public String toString() {
      return "the cache in Redis";
    }
  }

  /**
   * For a factory: the tier of the context's gateway. It begins with the first config in force that
   * has it.
   *
   * @param memory where bodies of what is found are written
   * @param log what must not be served; it learns what others purge
   * @param millis the time since 1970
   * @throws IllegalArgumentException naming the address, without its password, if it is none
   */
  public static RedisTier of(
      FilterContext context, MemoryTier memory, PurgeLog log, LongSupplier millis) {
    Identity identity = new Identity(context.redis(), context.cache().redis().prefix());
    RedisAddress address = RedisAddress.of(identity.settings.uri());
    return context.keep(
        identity,
        () ->
            new RedisTier(
                address, identity, memory, log, millis, context::network, context.meters()));
  }

  /**
   * Has somebody hear what others say; before it is adopted. Control thread.
   *
   * @param place where it stands while it is the one of the config in force
   */
  public void tell(CacheNews listener, AtomicReference<@Nullable RedisTier> place) {
    news = listener;
    inForce = place;
  }

  @Override
  public void adopted() {
    if (connected == null) {
      connect();
      show();
    }
    if (inForce != null) {
      inForce.set(this);
    }
  }

  private void connect() {
    Dialer dialer = new Dialer(address, network.get());
    Duration timeout = settings.timeout();
    Link link =
        new Link(
            address.name(), dialer, timeout, PATIENCE, names.probe(), errors, removals::opened);
    PurgeStream[] stream = new PurgeStream[1];
    Link reader =
        new Link(
            address.name() + ", which tells of purges,",
            dialer,
            timeout,
            PurgeStream.BLOCK.plus(PATIENCE),
            names.probe(),
            errors,
            () -> stream[0].opened());
    stream[0] = new PurgeStream(link, reader, dialer.loop(), names, log, new Told(this), node);
    connected = new Connected(dialer, link, reader, stream[0], new Locks(link, names, node));
    packers.start();
    link.start();
    reader.start();
  }

  /** Whoever listens by now. */
  private record Told(RedisTier tier) implements CacheNews {
    @Override
    public void purged(long number, Purge purge) {
      CacheNews to = tier.news;
      if (to != null) {
        to.purged(number, purge);
      }
    }

    @Override
    public void removed(CacheKey key) {
      tier.removals.add(key);
      CacheNews to = tier.news;
      if (to != null) {
        to.removed(key);
      }
    }

    @Override
    public void missed() {
      CacheNews to = tier.news;
      if (to != null) {
        to.missed();
      }
    }
  }

  private void show() {
    meters.gauge(
        "sluice.cache.store.up",
        "Whether the store answers: 1 or 0",
        TAGS,
        this,
        t -> t.up() ? 1 : 0);
    meters.counter(
        "sluice.cache.store.errors",
        "Questions that the store did not answer, or refused",
        TAGS,
        errors,
        LongAdder::sum);
    meters.counter(
        "sluice.cache.store.dropped",
        "Responses that were not kept since too much was on its way, or the store failed",
        TAGS,
        dropped,
        LongAdder::sum);
  }

  /** Whether it has anything to say. */
  public boolean up() {
    Connected to = connected;
    return to != null && to.link.up() && to.stream.isCurrent();
  }

  @Override
  public void close() {
    if (inForce != null) {
      inForce.compareAndSet(this, null);
    }
    meters.close();
    packers.close();
    Connected to = connected;
    if (to != null) {
      to.link.close();
      to.reader.close();
      to.dialer.close();
    }
  }

  @Override
  public void find(CacheKey key, HttpHeaders request, Consumer<@Nullable Found> to) {
    Finding finding = new Finding(this, key, request, to);
    long startedAt = System.nanoTime();
    if (!up() || !begin(() -> finding.begin(startedAt))) {
      to.accept(null);
    }
  }

  /** Runs what ends with {@link #ended}; false when there is too much, or the loop has ended. */
  private boolean begin(Runnable question) {
    if (open.incrementAndGet() <= MOST_OPEN && link().execute(question)) {
      return true;
    }
    open.decrementAndGet();
    return false;
  }

  /** There is one more question, which must not be refused. */
  void begun() {
    open.incrementAndGet();
  }

  /** A question is over. */
  void ended() {
    open.decrementAndGet();
  }

  @Override
  public void keep(CacheKey key, HttpHeaders request, StoredResponse response, long keptFor) {
    Connected to = connected;
    boolean fits = response.length() <= Entry.LARGEST && !response.vary().isStar();
    if (to == null || !to.link.up() || !fits || keptFor <= 0) {
      return;
    }
    int held = OVERHEAD + response.length();
    ByteBuf body = inFlight.addAndGet(held) <= MOST_IN_FLIGHT ? response.body() : null;
    if (body == null) {
      stored(held);
      dropped.increment();
      return;
    }
    String values = StoredVariants.valuesOf(key, response.vary(), request);
    long removals = removals(key);
    long until = now() + Math.min(keptFor, PurgeLog.LONGEST_KEPT);
    Way way =
        (bytes, packed) ->
            store(
                bytes,
                held,
                () ->
                    new Storing(this, key, removals, response, values, until, bytes, packed, held));
    CompletableFuture<byte @Nullable []> packing =
        Packing.mayPay(response) ? packers.call(() -> Packing.deflated(body)) : null;
    if (packing == null) {
      way.go(body, false);
    } else {
      packing.whenComplete((packed, failure) -> goOn(way, body, packed));
    }
  }

  private interface Way {
    void go(ByteBuf bytes, boolean packed);
  }

  private static void goOn(Way way, ByteBuf body, byte @Nullable [] packed) {
    if (packed == null) {
      way.go(body, false);
    } else {
      body.release();
      way.go(Unpooled.wrappedBuffer(packed), true);
    }
  }

  private void store(ByteBuf bytes, int held, Supplier<Storing> storing) {
    if (!link().execute(() -> storing.get().begin())) {
      bytes.release();
      stored(held);
    }
  }

  /** So many bytes are not on their way any more. */
  void stored(int held) {
    inFlight.addAndGet(-held);
  }

  void countDropped() {
    dropped.increment();
  }

  /**
   * Takes out what stands under an address, and has other gateways take it out of their memory.
   * While Redis is down that is put off.
   */
  @Override
  public void remove(CacheKey key) {
    removals.add(key);
    Connected to = connected;
    if (to == null || !to.link.up() || !begin(() -> removals.now(key))) {
      removals.later(key);
    }
  }

  /** See {@link Removals#count}. */
  long removals(CacheKey key) {
    return removals.count(key);
  }

  /** Takes out the chunks of the entry that stands there now. The link's thread. */
  void dropChunks(Timed part, String entry) {
    link()
        .send(
            part,
            redis -> redis.getrange(entry, 0, Entry.HEAD - 1),
            (head, failed) -> {
              String[] chunks = head == null ? new String[0] : Entry.chunksOf(names, head);
              if (chunks.length > 0) {
                link().send(part, redis -> redis.unlink(chunks), (count, refused) -> {});
              }
            });
  }

  /**
   * Tells all gateways of a purge. The log of this one has it on completion.
   *
   * @return completes with its number when Redis has it; or fails within the timeout: then it is
   *     for this gateway to {@link PurgeLog#add} it, and others may not have heard of it
   */
  public CompletionStage<Long> publish(Purge purge) {
    Connected to = connected;
    return to == null
        ? CompletableFuture.failedFuture(new IOException("there is no connection to Redis yet"))
        : to.stream.publish(purge);
  }

  /**
   * Asks to be the one gateway that asks the origin for a key. A gateway asks once at a time for
   * each key.
   *
   * @param millis after which the lock ends by itself
   * @param to told once within the timeout, on any thread: whether it may; also when Redis cannot
   *     say so
   */
  public void lock(CacheKey key, long millis, Consumer<Boolean> to) {
    Connected with = connected;
    long startedAt = System.nanoTime();
    Consumer<Boolean> over =
        mine -> {
          ended();
          to.accept(mine);
        };
    if (with == null
        || !with.link.up()
        || !begin(() -> with.locks.lock(key, millis, startedAt, over))) {
      to.accept(true);
    }
  }

  /** Gives back a lock, if this gateway has it, some time later. */
  public void unlock(CacheKey key) {
    Connected with = connected;
    if (with != null && with.link.up()) {
      with.link.execute(() -> with.locks.unlock(key));
    }
  }

  /** Unpacks on another thread; null when too much waits. */
  @Nullable CompletableFuture<Boolean> unpack(ByteBuf packed, ByteBuf body, int length) {
    ByteBuffer from = packed.nioBuffer();
    ByteBuffer into = body.nioBuffer(0, length);
    body.writerIndex(length);
    return packers.call(() -> Packing.inflate(from, into));
  }

  Link link() {
    return connection().link;
  }

  PurgeStream stream() {
    return connection().stream;
  }

  private Connected connection() {
    Connected to = connected;
    if (to == null) {
      throw new IllegalStateException("it is not adopted");
    }
    return to;
  }

  Names names() {
    return names;
  }

  MemoryTier memory() {
    return memory;
  }

  PurgeLog log() {
    return log;
  }

  /** Milliseconds since 1970. */
  long now() {
    return millis.getAsLong();
  }
}
