package io.sluice.filters.cache.redis;

import io.lettuce.core.SetArgs;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.sluice.filters.cache.rules.Vary;
import io.sluice.filters.cache.store.CacheKey;
import io.sluice.filters.cache.store.StoredBody;
import io.sluice.filters.cache.store.StoredHead;
import io.sluice.filters.cache.store.StoredRecord;
import io.sluice.filters.cache.store.StoredResponse;
import io.sluice.filters.cache.store.StoredVariants;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * One response on its way to Redis: first its chunks, some at a time, under names that no other
 * body has; then, if there are variants, which; then the entry. The link's thread only.
 */
final class Storing extends Timed {
  private static final int CHUNKS_AT_ONCE = 8;

  private final RedisTier tier;
  private final CacheKey key;
  private final long removals;
  private final StoredResponse response; // not its body
  private final String values;
  private final long keptUntil;
  private final int held; // bytes, until it is over
  private final ByteBuf body; // as it is kept; this one's to release
  private final StoredBody kept;
  private final long version = ThreadLocalRandom.current().nextLong();
  private int sent; // chunks
  private int done;

  /**
   * @param removals of the key, when the response was to be kept: after another it is not
   * @param values {@link StoredVariants#valuesOf} of the request
   * @param body as it is kept; ownership passes
   * @param deflated whether that is packed
   * @param held bytes that {@link RedisTier#stored} gets back
   */
  Storing(
      RedisTier tier,
      CacheKey key,
      long removals,
      StoredResponse response,
      String values,
      long keptUntil,
      ByteBuf body,
      boolean deflated,
      int held) {
    this.tier = tier;
    this.key = key;
    this.removals = removals;
    this.response = response;
    this.values = values;
    this.keptUntil = keptUntil;
    this.body = body;
    this.held = held;
    StoredBody plain = StoredBody.plain(body);
    this.kept =
        deflated
            ? new StoredBody(response.length(), true, plain.storedLength(), plain.checksum())
            : plain;
  }

  void begin() {
    tier.link().watchPatiently(this);
    sendChunks();
  }

  private void sendChunks() {
    int all = Entry.chunksOf(kept.storedLength());
    while (!isOver() && sent < all && sent - done < CHUNKS_AT_ONCE) {
      int from = sent * Entry.CHUNK;
      int length = Math.min(Entry.CHUNK, kept.storedLength() - from);
      byte[] chunk = ByteBufUtil.getBytes(body, body.readerIndex() + from, length);
      set(tier.names().chunk(version, sent++), chunk, new SetArgs(), this::chunkIsKept);
    }
    if (!isOver() && done == all) {
      findPlace();
    }
  }

  private void chunkIsKept() {
    done++;
    sendChunks();
  }

  private void findPlace() {
    Vary vary = response.vary();
    if (values.isEmpty()) {
      put(key.address(), this::over);
      return;
    }
    String name = tier.names().entry(key.address());
    tier.link().send(this, redis -> redis.get(name), (value, failed) -> variants(vary, value));
  }

  private void variants(Vary vary, byte @Nullable [] value) {
    Entry present = value == null ? null : Entry.of(value);
    if (present != null
        && present.record() instanceof StoredVariants variants
        && variants.place().equals(key.address())
        && variants.vary().equals(vary)) {
      if (variants.keptUntil() >= keptUntil) {
        put(variants.placeOf(values), this::over);
      } else { // not when they have been removed meanwhile: all others would be back
        put(variants.until(keptUntil), SetArgs.Builder.xx());
      }
    } else {
      put(StoredVariants.of(key, keptUntil, vary), new SetArgs());
    }
  }

  private void put(StoredVariants variants, SetArgs how) {
    put(
        key.address(),
        Entry.bytes(0, 0, variants, Unpooled.EMPTY_BUFFER),
        how,
        () -> put(variants.placeOf(values), this::over));
  }

  private void put(String place, Runnable then) {
    StoredRecord head = StoredHead.of(place, response, keptUntil, kept);
    int chunks = Entry.chunksOf(kept.storedLength());
    put(
        place,
        Entry.bytes(version, chunks, head, chunks == 0 ? body : Unpooled.EMPTY_BUFFER),
        new SetArgs(),
        then);
  }

  /** What is replaced takes its chunks along. */
  private void put(String place, byte[] entry, SetArgs how, Runnable then) {
    String name = tier.names().entry(place);
    tier.dropChunks(this, name);
    set(name, entry, how, then);
  }

  private void set(String name, byte[] value, SetArgs how, Runnable then) {
    long left = keptUntil - tier.now();
    if (left <= 0 || tier.removals(key) != removals) {
      over();
      return;
    }
    tier.link()
        .send(
            this,
            redis -> redis.set(name, value, how.px(left)),
            (ok, failed) -> {
              if (failed || ok == null) {
                giveUp();
              } else {
                then.run();
              }
            });
  }

  private void over() {
    if (end()) {
      body.release();
      tier.stored(held);
    }
  }

  @Override
  void giveUp() {
    if (!isOver()) {
      tier.countDropped();
      over();
    }
  }
}
