package io.sluice.filters.cache.store;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.filters.cache.rules.Freshness;
import io.sluice.filters.cache.rules.Terms;
import io.sluice.filters.cache.rules.Vary;
import io.sluice.gateway.http.WireHeaders;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Records of slow tiers, as by chance, and as bytes. */
final class Records {
  private static final String[] NAMES = {"A", "content-type", "ETag", "Vary", "X-Y_z", "a"};
  private static final String TEXT = "abc 012,;=\"\t\u00e9\u00ff";

  private Records() {}

  static StoredRecord random(SplittableRandom random) {
    return random.nextInt(4) == 0 ? variants(random) : head(random);
  }

  private static StoredVariants variants(SplittableRandom random) {
    List<String> names =
        Stream.generate(() -> "n" + random.nextInt(1000)).limit(1 + random.nextInt(32)).toList();
    return new StoredVariants(
        place(random), random.nextLong(), new Vary(names, false), random.nextLong());
  }

  static StoredHead head(SplittableRandom random) {
    WireHeaders fields = new WireHeaders();
    for (int left = random.nextInt(20); left > 0; left--) {
      fields.add(NAMES[random.nextInt(NAMES.length)], text(random, TEXT));
    }
    int length = random.nextInt(Integer.MAX_VALUE);
    boolean deflated = random.nextBoolean();
    int stored = deflated ? 1 + random.nextInt(1 << 20) : length;
    return new StoredHead(
        place(random),
        random.nextLong(),
        200 + random.nextInt(400),
        fields,
        new Terms(
            random.nextBoolean(),
            random.nextBoolean(),
            random.nextBoolean(),
            random.nextBoolean(),
            random.nextInt(-1, Integer.MAX_VALUE),
            random.nextInt(-1, Integer.MAX_VALUE)),
        new Freshness(random.nextInt(), random.nextInt(), random.nextInt()),
        Stream.generate(() -> text(random, TEXT)).limit(random.nextInt(10)).toList(),
        random.nextLong(),
        new StoredBody(length, deflated, stored, random.nextInt()));
  }

  /** Any characters, also halves of pairs. */
  private static String place(SplittableRandom random) {
    return text(random, random.nextBoolean() ? TEXT : TEXT + "\u0141\n\u0000\ud800\udc00\uffff");
  }

  private static String text(SplittableRandom random, String of) {
    StringBuilder text = new StringBuilder();
    int length = random.nextInt(10) == 0 ? random.nextInt(400) : random.nextInt(12);
    for (int i = 0; i < length; i++) {
      text.append(of.charAt(random.nextInt(of.length())));
    }
    return text.toString();
  }

  static byte[] bytes(StoredRecord record) {
    ByteBuf out = Unpooled.buffer();
    StoredCodec.encode(record, out);
    byte[] bytes = new byte[out.readableBytes()];
    out.readBytes(bytes);
    return bytes;
  }

  static @Nullable StoredRecord read(byte[] bytes) {
    return StoredCodec.decode(Unpooled.wrappedBuffer(bytes));
  }

  /** What a record says. */
  static String text(@Nullable StoredRecord read) {
    return read instanceof StoredHead head ? head + ": " + head.fields().entries() : "" + read;
  }

  /** The same bytes with the checksum that they should have. */
  static byte[] summed(byte[] bytes) {
    ByteBuf all = Unpooled.wrappedBuffer(bytes);
    all.setInt(10, StoredBody.checksum(Unpooled.wrappedBuffer(all.slice(0, 10), tail(all))));
    return bytes;
  }

  private static ByteBuf tail(ByteBuf all) {
    return all.slice(StoredCodec.PREFIX, all.readableBytes() - StoredCodec.PREFIX);
  }
}
