package io.sluice.filters.cache.store;

import io.netty.buffer.ByteBuf;
import io.sluice.filters.cache.rules.Freshness;
import io.sluice.filters.cache.rules.Terms;
import io.sluice.filters.cache.rules.Vary;
import io.sluice.gateway.http.WireHeaders;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What slow tiers keep, as bytes: {@code "SLCR"}, one byte of version, one of kind, four of the
 * length of what follows, four of CRC-32C of all but themselves, and then the record. Big-endian.
 *
 * <p>What is read may be torn, foreign, of an older version or somebody's work: whatever it is, no
 * field gets in that a message could not have, and nothing is taken on trust that costs more memory
 * than the bytes themselves.
 */
public final class StoredCodec {

  /** Bytes by which the length of a record is known. */
  public static final int PREFIX = 14;

  static final int VERSION = 2; // other layout or meaning, other number
  private static final int MAGIC = 'S' << 24 | 'L' << 16 | 'C' << 8 | 'R';
  private static final int LENGTH = 6; // where these stand
  private static final int CHECKSUM = 10;
  private static final int HEAD = 1;
  private static final int VARIANTS = 2;
  private static final long FARTHEST = Long.MAX_VALUE / 4; // times that can be added up

  private StoredCodec() {}

  /** Appends a record to {@code out}, which grows. */
  public static void encode(StoredRecord record, ByteBuf out) {
    int start = out.writerIndex();
    out.writeInt(MAGIC).writeByte(VERSION);
    out.writeByte(record instanceof StoredHead ? HEAD : VARIANTS).writeLong(0);
    StoredText.write(record.place(), out);
    out.writeLong(record.keptUntil());
    if (record instanceof StoredHead head) {
      encodeHead(head, out);
    } else if (record instanceof StoredVariants variants) {
      out.writeLong(variants.mark());
      StoredText.writeAll(variants.vary().names(), out);
    }
    out.setInt(start + LENGTH, out.writerIndex() - start - PREFIX);
    out.setInt(start + CHECKSUM, checksum(out, start, out.writerIndex() - start));
  }

  private static void encodeHead(StoredHead head, ByteBuf out) {
    out.writeShort(head.status());
    encode(head.terms(), out);
    Freshness fresh = head.freshness();
    out.writeLong(fresh.receivedAt()).writeLong(fresh.initialAge()).writeLong(fresh.lifetime());
    out.writeLong(head.askedAfter());
    StoredBody body = head.body();
    out.writeInt(body.length()).writeBoolean(body.deflated());
    out.writeInt(body.storedLength()).writeInt(body.checksum());
    StoredText.writeAll(head.tags(), out);
    StoredText.writeLength(head.fields().size(), out);
    Iterator<Map.Entry<CharSequence, CharSequence>> lines = head.fields().iteratorCharSequence();
    while (lines.hasNext()) {
      Map.Entry<CharSequence, CharSequence> line = lines.next();
      StoredText.write(line.getKey(), out);
      StoredText.write(line.getValue(), out);
    }
  }

  private static void encode(Terms terms, ByteBuf out) {
    int flags = terms.noCache() ? 1 : 0;
    flags |= terms.mustRevalidate() ? 2 : 0;
    flags |= terms.shared() ? 4 : 0;
    flags |= terms.forAuthorized() ? 8 : 0;
    out.writeByte(flags);
    out.writeLong(terms.staleWhileRevalidate()).writeLong(terms.staleIfError());
  }

  private static int checksum(ByteBuf bytes, int start, int count) {
    CRC32C sum = new CRC32C();
    sum.update(bytes.nioBuffer(start, CHECKSUM));
    sum.update(bytes.nioBuffer(start + PREFIX, count - PREFIX));
    return (int) sum.getValue();
  }

  /**
   * Bytes of the record that begins at the reader's index, which stays; -1 when what is there is no
   * record of this version. They may be more than there are.
   *
   * @param in {@link #PREFIX} bytes or more, else -1
   */
  public static long length(ByteBuf in) {
    int start = in.readerIndex();
    if (in.readableBytes() < PREFIX
        || in.getInt(start) != MAGIC
        || in.getByte(start + 4) != VERSION
        || in.getInt(start + LENGTH) < 0) {
      return -1;
    }
    return PREFIX + (long) in.getInt(start + LENGTH);
  }

  /**
   * Reads one record; the reader's index is behind it then. Null when it is no whole and sound
   * record of this version.
   *
   * @param in in one piece of memory, not written meanwhile; there may be more behind the record
   */
  public static @Nullable StoredRecord decode(ByteBuf in) {
    int start = in.readerIndex();
    long length = length(in);
    if (length < 0
        || length > in.readableBytes()
        || checksum(in, start, (int) length) != in.getInt(start + CHECKSUM)) {
      return null;
    }
    try {
      ByteBuf record = in.slice(start + PREFIX, (int) length - PREFIX);
      StoredRecord read = decode(in.getByte(start + 5), record);
      if (read == null || record.isReadable()) {
        return null;
      }
      in.readerIndex(start + (int) length);
      return read;
    } catch (IndexOutOfBoundsException | IllegalArgumentException foreign) {
      return null; // it ends too early, or says what a response cannot
    }
  }

  private static @Nullable StoredRecord decode(byte kind, ByteBuf in) {
    String place = StoredText.read(in);
    long keptUntil = in.readLong();
    return switch (kind) {
      case HEAD -> decodeHead(place, keptUntil, in);
      case VARIANTS -> {
        long mark = in.readLong();
        Vary vary = new Vary(StoredText.readAll(in), false);
        yield new StoredVariants(place, keptUntil, vary, mark);
      }
      default -> null;
    };
  }

  private static StoredHead decodeHead(String place, long keptUntil, ByteBuf in) {
    int status = in.readUnsignedShort();
    check(status >= 200 && status <= 599);
    Terms terms = decodeTerms(in);
    Freshness fresh = new Freshness(time(in), time(in), time(in));
    long askedAfter = in.readLong();
    int length = in.readInt();
    int deflated = in.readUnsignedByte();
    check(deflated <= 1);
    StoredBody body = new StoredBody(length, deflated == 1, in.readInt(), in.readInt());
    List<String> tags = StoredText.readAll(in);
    WireHeaders fields = decodeFields(in);
    return new StoredHead(place, keptUntil, status, fields, terms, fresh, tags, askedAfter, body);
  }

  private static Terms decodeTerms(ByteBuf in) {
    int flags = in.readUnsignedByte();
    check(flags < 16);
    return new Terms(
        (flags & 1) != 0, (flags & 2) != 0, (flags & 4) != 0, (flags & 8) != 0, time(in), time(in));
  }

  private static long time(ByteBuf in) {
    long time = in.readLong();
    check(time >= -FARTHEST && time <= FARTHEST);
    return time;
  }

  private static WireHeaders decodeFields(ByteBuf in) {
    WireHeaders fields = new WireHeaders();
    for (int left = StoredText.readLength(in); left > 0; left--) {
      String name = StoredText.read(in);
      String value = StoredText.read(in);
      check(StoredFields.mayStand(name) && !StoredText.isWide(value));
      fields.add(name, value); // which refuses all else that no field can hold
    }
    return fields.copy(); // without the room that it grew by
  }

  private static void check(boolean holds) {
    if (!holds) {
      throw new IllegalArgumentException("a stored response says what none can");
    }
  }
}
