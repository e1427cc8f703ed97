package io.sluice.filters.cache.redis;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaders;
import io.sluice.filters.cache.rules.Vary;
import io.sluice.filters.cache.store.CacheKey;
import io.sluice.filters.cache.store.PurgeLog;
import io.sluice.filters.cache.store.SlowTier.Found;
import io.sluice.filters.cache.store.StoredBody;
import io.sluice.filters.cache.store.StoredHead;
import io.sluice.filters.cache.store.StoredResponse;
import io.sluice.filters.cache.store.StoredVariants;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One search: the entry of the address; if it says that there are variants, that of the one for the
 * request; the chunks of its body. The link's thread only.
 */
final class Finding extends Timed {
  private static final int CHUNKS_AT_ONCE = 8;

  private final RedisTier tier;
  private final CacheKey key;
  private final String address;
  private final long removals; // when it was asked for
  private final HttpHeaders request;
  private final Consumer<@Nullable Found> to;

  private Vary vary = Vary.NOTHING; // of the response that is looked for
  private @Nullable ByteBuf stored; // the body as it is kept; this one's to release
  private long version;
  private int asked; // chunks
  private int come;

  Finding(RedisTier tier, CacheKey key, HttpHeaders request, Consumer<@Nullable Found> to) {
    this.tier = tier;
    this.key = key;
    this.address = key.address();
    this.removals = tier.removals(key);
    this.request = request;
    this.to = to;
  }

  void begin(long startedAt) {
    tier.link().watch(this, startedAt);
    if (tier.up()) { // still, or again
      ask(address);
    } else {
      done(null);
    }
  }

  private void ask(String place) {
    String name = tier.names().entry(place);
    tier.link().send(this, redis -> redis.get(name), (value, failed) -> entry(place, value));
  }

  private void entry(String place, byte @Nullable [] value) {
    Entry entry = value == null ? null : Entry.of(value);
    if (entry == null
        || !entry.record().place().equals(place)
        || entry.record().keptUntil() <= tier.now()) {
      done(null);
    } else if (entry.record() instanceof StoredHead found && !(isFirst(place) && hasVersions())) {
      head(found, entry);
    } else if (entry.record() instanceof StoredVariants variants && isFirst(place)) {
      vary = variants.vary();
      ask(variants.placeOf(key, request));
    } else {
      done(null);
    }
  }

  private boolean isFirst(String place) {
    return place.equals(address);
  }

  private boolean hasVersions() {
    return address.length() < key.text().length();
  }

  private void head(StoredHead found, Entry entry) {
    if (!Vary.of(found.fields()).equals(vary)
        || verdict(found) == PurgeLog.Verdict.GONE
        || !makeRoom(found.body())) {
      done(null);
      return;
    }
    version = entry.version();
    if (entry.chunks() == 0) {
      room().writeBytes(entry.body());
      whole(found);
    } else {
      askForChunks(found);
    }
  }

  private PurgeLog.Verdict verdict(StoredHead found) {
    return tier.log().judge(key, found.tags(), found.askedAfter());
  }

  /**
   * What is packed is unpacked into the memory of bodies, and the rest is written there at once.
   */
  private boolean makeRoom(StoredBody body) {
    int length = body.storedLength();
    if (length == 0) {
      stored = Unpooled.EMPTY_BUFFER;
    } else if (body.deflated()) {
      stored = tier.memory().hasRoom(body.length()) ? Unpooled.buffer(length, length) : null;
    } else {
      stored = tier.memory().newBody(length);
    }
    return stored != null;
  }

  private ByteBuf room() {
    ByteBuf room = stored;
    if (room == null) {
      throw new IllegalStateException("there is no room when it is over");
    }
    return room;
  }

  private void askForChunks(StoredHead found) {
    int all = Entry.chunksOf(found.body().storedLength());
    while (!isOver() && asked < all && asked - come < CHUNKS_AT_ONCE) {
      int index = asked++;
      String name = tier.names().chunk(version, index);
      tier.link()
          .send(this, redis -> redis.get(name), (value, failed) -> chunk(found, index, value));
    }
  }

  private void chunk(StoredHead found, int index, byte @Nullable [] value) {
    int length = found.body().storedLength();
    int from = index * Entry.CHUNK;
    if (value == null || value.length != Math.min(Entry.CHUNK, length - from)) {
      done(null);
      return;
    }
    room().setBytes(from, value);
    if (++come == Entry.chunksOf(length)) {
      room().writerIndex(length);
      whole(found);
    } else {
      askForChunks(found);
    }
  }

  private void whole(StoredHead found) {
    ByteBuf room = room();
    if (StoredBody.checksum(room) != found.body().checksum()) {
      done(null);
    } else if (found.body().deflated()) {
      unpack(found, room);
    } else {
      stored = null;
      done(found, room);
    }
  }

  private void unpack(StoredHead found, ByteBuf packed) {
    ByteBuf body = tier.memory().newBody(found.body().length());
    CompletableFuture<Boolean> unpacking =
        body == null ? null : tier.unpack(packed, body, found.body().length());
    if (body != null && unpacking != null) {
      unpacking.whenComplete((good, failure) -> unpacked(found, body, Boolean.TRUE.equals(good)));
    } else {
      release(body);
      done(null);
    }
  }

  private void unpacked(StoredHead found, ByteBuf body, boolean good) {
    Runnable end =
        () -> {
          if (good && !isOver()) {
            done(found, body);
          } else {
            release(body);
            done(null);
          }
        };
    if (!tier.link().execute(end)) { // the loop has ended
      release(body);
    }
  }

  private void done(StoredHead found, ByteBuf body) {
    StoredResponse response = found.with(body);
    PurgeLog.Verdict verdict = verdict(found); // again: it was on its way for some time
    if (verdict == PurgeLog.Verdict.STALE) {
      StoredResponse stale = response.ended(tier.now());
      response.release();
      response = stale;
    }
    boolean gone = verdict == PurgeLog.Verdict.GONE || tier.removals(key) != removals;
    if (response != null && gone) {
      response.release();
      response = null;
    }
    done(response == null ? null : new Found(response, found.keptUntil() - tier.now()));
  }

  private void done(@Nullable Found found) {
    if (end()) {
      release(stored);
      stored = null;
      tier.ended();
      to.accept(found);
    }
  }

  private static void release(@Nullable ByteBuf buffer) {
    if (buffer != null) {
      buffer.release();
    }
  }

  @Override
  void giveUp() {
    done(null);
  }
}
