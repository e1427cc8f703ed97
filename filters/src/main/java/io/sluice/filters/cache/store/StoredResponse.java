package io.sluice.filters.cache.store;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.IllegalReferenceCountException;
import io.sluice.filters.cache.rules.CacheStatus;
import io.sluice.filters.cache.rules.Freshness;
import io.sluice.filters.cache.rules.ResponseDirectives;
import io.sluice.filters.cache.rules.Terms;
import io.sluice.filters.cache.rules.Validators;
import io.sluice.filters.cache.rules.Vary;
import io.sluice.gateway.http.FieldBlock;
import io.sluice.gateway.http.WireHeaders;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A response as it is kept: all that a hit needs, ready to be sent. Immutable but for the count of
 * who uses the body; any thread.
 *
 * <p>The body lies in memory outside of the heap, and whoever sends it takes a part in it, without
 * a copy. While it is being asked for, another thread may give the memory back: then there is none.
 * That is found out by the buffer's own count, which needs an unpooled buffer: the object of a
 * pooled one is used again for other memory, and who came late would hold that.
 */
public final class StoredResponse extends Held {

  /** Of this object and those that it alone has, without arrays: measured roughly. */
  private static final int OBJECTS = 640;

  /** What the array of fields has at its end, and the tables a field. */
  private static final int FIELDS = 96;

  private static final int BYTES_A_FIELD = 40;

  /**
   * What is said of a response for a second.
   *
   * @param seconds its age
   * @param left seconds that it is fresh yet; negative when it is stale
   * @param age the value of Age
   * @param hit the member of Cache-Status
   */
  public record Told(long seconds, long left, String age, String hit) {}

  private final int status;
  private final WireHeaders fields; // not changed
  private final FieldBlock block; // the same
  private final Validators validators;
  private final Vary vary;
  private final Freshness freshness;
  private final Terms terms;
  private final List<String> tags;
  private final long askedAfter;
  private final ByteBuf body;
  private volatile boolean pinned; // by the tier; any thread
  private volatile boolean triedToPin; // any thread
  private volatile @Nullable Told told; // the last time; any thread

  StoredResponse(
      int status,
      WireHeaders kept,
      Terms terms,
      List<String> tags,
      long askedAfter,
      Freshness freshness,
      ByteBuf body) {
    this.status = status;
    this.fields = kept;
    this.block = new FieldBlock(kept);
    this.validators = Validators.of(kept);
    this.vary = Vary.of(kept);
    this.freshness = freshness;
    this.terms = terms;
    this.tags = tags;
    this.askedAfter = askedAfter;
    this.body = body;
  }

  private StoredResponse(StoredResponse other, Freshness freshness) {
    this.status = other.status;
    this.fields = other.fields;
    this.block = other.block;
    this.validators = other.validators;
    this.vary = other.vary;
    this.freshness = freshness;
    this.terms = other.terms;
    this.tags = other.tags;
    this.askedAfter = other.askedAfter;
    this.body = other.body;
  }

  /**
   * Of a response that is complete. It has to be kept, or released.
   *
   * @param response its end-to-end fields, of which those are copied that may be kept
   * @param said the directives of {@code response}
   * @param askedAfter the last purge that the origin was asked after
   * @param body of {@link MemoryTier#newBody}, read from its start, not written any more; ownership
   *     passes to the stored response
   */
  public static StoredResponse of(
      int status,
      HttpHeaders response,
      ResponseDirectives said,
      Freshness freshness,
      long askedAfter,
      ByteBuf body) {
    return new StoredResponse(
        status,
        StoredFields.of(response, said),
        said.terms(),
        Tags.of(response),
        askedAfter,
        freshness,
        trimmed(body));
  }

  /** Of a response that is on its way, what all clients may get of its fields. */
  public static FieldBlock fieldsFor(HttpHeaders response, ResponseDirectives said) {
    return new FieldBlock(StoredFields.of(response, said));
  }

  /** One that a slow tier had. */
  static StoredResponse restored(StoredHead head, ByteBuf body) {
    return new StoredResponse(
        head.status(),
        head.fields(),
        head.terms(),
        head.tags(),
        head.askedAfter(),
        head.freshness(),
        trimmed(body));
  }

  private static ByteBuf trimmed(ByteBuf body) {
    int length = body.readableBytes();
    if (length == 0) {
      body.release();
      return Unpooled.EMPTY_BUFFER;
    }
    if (body.capacity() - length > length / 8 && body.refCnt() == 1) { // nobody reads it yet
      body.capacity(length);
    }
    return body;
  }

  /** Status of the response, 200 to 599. */
  public int status() {
    return status;
  }

  /** All fields, Date as it came, without Age and Content-Length. */
  public FieldBlock fields() {
    return block;
  }

  /** The same as lines, not to be changed. */
  WireHeaders kept() {
    return fields;
  }

  /** The first value of a field, or null. */
  public @Nullable String field(CharSequence name) {
    return fields.get(name);
  }

  /** All values of a field. */
  public List<String> fieldLines(CharSequence name) {
    return fields.getAll(name);
  }

  /** By what this version is told apart from others. */
  public Validators validators() {
    return validators;
  }

  /** By what requests are told apart that have one key. */
  public Vary vary() {
    return vary;
  }

  /** How old it is, and how long it is fresh. */
  public Freshness freshness() {
    return freshness;
  }

  /** What is said of it to those who get it now; made once for all who ask in the same second. */
  public Told told(long now) {
    long age = Math.min(freshness.age(now) / 1000, Integer.MAX_VALUE);
    long left = Math.floorDiv(freshness.left(now), 1000L);
    Told last = told;
    if (last == null || last.seconds() != age || last.left() != left) {
      last = new Told(age, left, Long.toString(age), CacheStatus.hit(left));
      told = last;
    }
    return last;
  }

  /** On which terms it may be used. */
  public Terms terms() {
    return terms;
  }

  /** Words that the origin has given it to be purged by, each once. */
  public List<String> tags() {
    return tags;
  }

  /** The last purge that the origin was asked after; later ones are about it too. */
  public long askedAfter() {
    return askedAfter;
  }

  /** Bytes of the body. */
  public int length() {
    return body.writerIndex();
  }

  /** The body, to be released and not to be written; null when its memory has been given back. */
  public @Nullable ByteBuf body() {
    try {
      return body.retainedDuplicate();
    } catch (IllegalReferenceCountException evicted) {
      return null;
    }
  }

  /**
   * A part of the body, to be released and not to be written; null when its memory has been given
   * back.
   *
   * @param first 0 to {@link #length()}
   * @param count bytes that are there from {@code first}
   */
  public @Nullable ByteBuf body(int first, int count) {
    try {
      return body.retainedSlice(first, count);
    } catch (IllegalReferenceCountException evicted) {
      return null;
    }
  }

  /**
   * The fields as they are after the origin has said that the version still holds (RFC 9111 section
   * 3.2): a copy, of which directives and lifetime are to be read for {@link #updated}.
   *
   * @param notModified fields of the 304
   */
  public WireHeaders fieldsAfter(HttpHeaders notModified) {
    return StoredFields.updated(fields, notModified);
  }

  /**
   * The same version with other fields, on the same body; it has to be kept, or released. Null when
   * the memory of the body has been given back: who asks the origin holds {@link #body()} until the
   * answer is there.
   *
   * @param after of {@link #fieldsAfter}
   * @param said the directives of {@code after}
   * @param fresh of when the 304 came
   * @param againAfter the last purge that the origin was asked again after
   */
  public @Nullable StoredResponse updated(
      HttpHeaders after, ResponseDirectives said, Freshness fresh, long againAfter) {
    if (!isRetained()) {
      return null;
    }
    WireHeaders kept = StoredFields.of(after, said);
    return new StoredResponse(status, kept, said.terms(), tags, againAfter, fresh, body);
  }

  /**
   * The same, stale from now on; it has to be kept, or released. Null when the memory of the body
   * has been given back.
   *
   * @param now milliseconds since 1970
   */
  public @Nullable StoredResponse ended(long now) {
    return isRetained() ? new StoredResponse(this, freshness.ended(now)) : null;
  }

  private boolean isRetained() {
    try {
      body.retain();
      return true;
    } catch (IllegalReferenceCountException evicted) {
      return false;
    }
  }

  /** Whether it stays until it has expired, or is not pinned any more. */
  public boolean isPinned() {
    return pinned;
  }

  void pinned(boolean is) {
    pinned = is;
    triedToPin = is;
  }

  /** Whether it is known by now if it can be pinned. */
  public boolean isTriedToPin() {
    return triedToPin;
  }

  /** It is about to be pinned, if that can be. */
  public void triedToPin() {
    triedToPin = true;
  }

  /** Bytes that it takes, roughly: body, fields and objects. */
  @Override
  public long weight() {
    return OBJECTS
        + FIELDS
        + fields.encodedLength()
        + (long) BYTES_A_FIELD * fields.size()
        + Tags.weight(tags)
        + body.capacity();
  }

  @Override
  void free() {
    body.release();
  }
}
