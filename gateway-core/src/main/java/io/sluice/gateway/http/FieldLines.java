package io.sluice.gateway.http;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Header fields as the bytes of their lines, {@code name: value CRLF}, with a table of offsets:
 * what the engine itself works with. {@link WireHeaders} is the same for filters.
 *
 * <p>A proxy forwards most fields untouched. Kept as received, a head of ten fields costs one array
 * and one table instead of thirty strings, and goes out again in a few bulk copies: runs of
 * untouched lines are copied whole. What is added later is appended to the same array as another
 * line, so that there is one representation and the order of fields is their order of arrival.
 * Strings are made only for who asks. Given up for that: a lookup scans the table's hashes (heads
 * have tens of fields, not thousands; the parser bounds them), and removed lines keep their bytes
 * until the head is gone.
 *
 * <p>Names and values are refused when they could break the framing of a message: a name that is no
 * token, a value with control characters. Characters above 0xFF become question marks.
 *
 * <p>Not thread-safe: confined to its exchange.
 */
abstract class FieldLines extends HttpHeaders {
  private static final int STRIDE = 4;
  private static final int START = 0;
  private static final int NAME_LENGTH = 1; // 0 marks a removed entry
  private static final int VALUE = 2;
  private static final int VALUE_LENGTH = 3;

  /** Response fields of which several lines have their say. */
  public static final Set<String> SEVERAL =
      Set.of("link", "server-timing", "set-cookie", "vary", "via", "warning", "www-authenticate");

  private static final byte[] NO_BYTES = {};
  private static final int[] NO_ENTRIES = {};
  private static final int FIRST_BYTES = 128;
  private static final int FIRST_ENTRIES = 4;
  private static final int MORE_BYTES = 128; // a response's first fields are seldom its last
  private static final int MORE_ENTRIES = 4;

  private byte[] bytes;
  private int length;
  private int[] table;
  private int[] hashes;
  private int entries; // removed ones included
  private int live;
  private long seen; // a bit for each hash modulo 64: most names asked for are absent

  /** Empty; takes memory with the first field. */
  FieldLines() {
    this.bytes = NO_BYTES;
    this.table = NO_ENTRIES;
    this.hashes = NO_ENTRIES;
  }

  /** Empty, over an array whose first {@code length} bytes are taken. */
  FieldLines(byte[] bytes, int length) {
    this.bytes = bytes;
    this.length = length;
    this.table = new int[STRIDE * 16];
    this.hashes = new int[16];
  }

  FieldLines(FieldLines other) {
    this.bytes = Arrays.copyOf(other.bytes, other.length + 64);
    this.length = other.length;
    this.table = other.table.clone();
    this.hashes = other.hashes.clone();
    this.entries = other.entries;
    this.live = other.live;
    this.seen = other.seen;
  }

  // ---- the parser's side

  final byte[] bytes() {
    return bytes;
  }

  /** Takes over a grown copy of the array that the offsets refer to. */
  final void bytes(byte[] grown, int newLength) {
    this.bytes = grown;
    this.length = newLength;
  }

  /** Notes a line already in the array. */
  final void addLine(int start, int nameLength, int hash, int value, int valueLength) {
    ensureRoom(1);
    int at = entries * STRIDE;
    table[at + START] = start;
    table[at + NAME_LENGTH] = nameLength;
    table[at + VALUE] = value;
    table[at + VALUE_LENGTH] = valueLength;
    hashes[entries++] = hash;
    seen |= 1L << hash;
    live++;
  }

  private void ensureRoom(int more) {
    if (entries + more > hashes.length) {
      int room = Math.max(Math.max(FIRST_ENTRIES, entries * 2), entries + more);
      table = Arrays.copyOf(table, room * STRIDE);
      hashes = Arrays.copyOf(hashes, room);
    }
  }

  // ---- entries by index, removed ones included

  /** Number of entries. */
  final int entryCount() {
    return entries;
  }

  final boolean isRemoved(int index) {
    return table[index * STRIDE + NAME_LENGTH] == 0;
  }

  final int nameOffset(int index) {
    return table[index * STRIDE + START];
  }

  final int nameLength(int index) {
    return table[index * STRIDE + NAME_LENGTH];
  }

  final int valueOffset(int index) {
    return table[index * STRIDE + VALUE];
  }

  final int valueLength(int index) {
    return table[index * STRIDE + VALUE_LENGTH];
  }

  final String nameAt(int index) {
    return text(nameOffset(index), nameLength(index));
  }

  final String valueAt(int index) {
    return text(valueOffset(index), valueLength(index));
  }

  private String text(int offset, int count) {
    return new String(bytes, offset, count, StandardCharsets.ISO_8859_1);
  }

  final void removeAt(int index) {
    table[index * STRIDE + NAME_LENGTH] = 0;
    live--;
  }

  /** Index of the first field of that name at or after {@code from}, or -1. */
  final int indexOf(FieldName field, int from) {
    return indexOf(field.name(), field.hash(), from);
  }

  final int indexOf(CharSequence name, int hash, int from) {
    if ((seen & 1L << hash) == 0) {
      return -1;
    }
    for (int i = from; i < entries; i++) {
      if (hashes[i] == hash && nameEquals(i, name)) {
        return i;
      }
    }
    return -1;
  }

  private boolean nameEquals(int index, CharSequence name) {
    int nameLength = nameLength(index);
    return nameLength > 0 && spells(nameOffset(index), nameLength, name);
  }

  /** Whether a name stands there, in any case. */
  private boolean spells(int start, int nameLength, CharSequence name) {
    if (nameLength != name.length()) {
      return false;
    }
    for (int i = 0; i < nameLength; i++) {
      if (Chars.lower(bytes[start + i]) != Chars.lower(name.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  // ---- fields by name

  @Override
  public final boolean isEmpty() {
    return live == 0;
  }

  @Override
  public final int size() {
    return live;
  }

  /** Whether a field of that name is present. */
  public final boolean has(FieldName field) {
    return indexOf(field, 0) >= 0;
  }

  /** The first value, or null. */
  public final @Nullable String get(FieldName field) {
    int index = indexOf(field, 0);
    return index < 0 ? null : valueAt(index);
  }

  /** Removes all fields of that name. */
  public final void remove(FieldName field) {
    for (int i = indexOf(field, 0); i >= 0; i = indexOf(field, i + 1)) {
      removeAt(i);
    }
  }

  /** Replaces all fields of that name by one. */
  public final void set(FieldName field, String value) {
    int old = entries;
    append(field, value); // first, so that a refused value leaves the old one
    removeBefore(old, field.name(), field.hash());
  }

  /** Adds a field to those of that name. */
  public final void append(FieldName field, String value) {
    append(field.name(), field.hash(), value);
  }

  /** Removes all fields of that name but those at or after {@code index}. */
  final void removeBefore(int index, CharSequence name, int hash) {
    for (int i = indexOf(name, hash, 0); i >= 0 && i < index; i = indexOf(name, hash, i + 1)) {
      removeAt(i);
    }
  }

  /** Appends a field whose name is a token. */
  final void append(CharSequence name, int hash, String value) {
    int nameLength = name.length();
    int valueLength = value.length();
    ensureBytes(nameLength + valueLength + 4);
    int at = length;
    for (int i = 0; i < nameLength; i++) {
      bytes[at++] = (byte) name.charAt(i);
    }
    bytes[at++] = ':';
    bytes[at++] = ' ';
    int valueStart = at;
    for (int i = 0; i < valueLength; i++) {
      char c = value.charAt(i);
      byte b = c > 0xff ? (byte) '?' : (byte) c;
      if (!Chars.isFieldValue(b)) {
        throw new IllegalArgumentException(
            "header " + name + ": control character " + (int) c + " at " + i);
      }
      bytes[at++] = b;
    }
    bytes[at++] = '\r';
    bytes[at++] = '\n';
    addLine(length, nameLength, hash, valueStart, valueLength);
    length = at;
  }

  private void ensureBytes(int more) {
    int needed = length + more;
    if (needed > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(Math.max(needed, FIRST_BYTES), bytes.length * 2));
    }
  }

  /** Appends fields that were put together ahead, in two copies. */
  public final void append(FieldBlock block) {
    FieldLines from = block.lines();
    ensureBytes(from.length);
    ensureRoom(from.entries);
    System.arraycopy(from.bytes, 0, bytes, length, from.length);
    System.arraycopy(from.hashes, 0, hashes, entries, from.entries);
    for (int i = 0; i < from.entries; i++) {
      int source = i * STRIDE;
      int target = (entries + i) * STRIDE;
      table[target + START] = from.table[source + START] + length;
      table[target + NAME_LENGTH] = from.table[source + NAME_LENGTH];
      table[target + VALUE] = from.table[source + VALUE] + length;
      table[target + VALUE_LENGTH] = from.table[source + VALUE_LENGTH];
    }
    length += from.length;
    entries += from.entries;
    live += from.live;
    seen |= from.seen;
  }

  /**
   * Appends those of a block whose names are not here yet; those of which several lines have their
   * say come beside what is here.
   */
  public final void appendBelow(FieldBlock block) {
    if (live == 0) {
      ensureBytes(block.lines().length + MORE_BYTES);
      ensureRoom(block.lines().entries + MORE_ENTRIES);
      append(block);
      return;
    }
    FieldLines from = block.lines();
    int own = entries;
    for (int i = 0; i < from.entries; i++) {
      if (!from.isRemoved(i)) {
        String name = from.nameAt(i);
        int first = indexOf(name, from.hashes[i], 0);
        boolean isHere = first >= 0 && first < own;
        if (!isHere || SEVERAL.contains(name.toLowerCase(Locale.ROOT))) {
          append(name, from.hashes[i], from.valueAt(i));
        }
      }
    }
  }

  /**
   * Removes all fields that origins may take for one of that name, such as {@code X_User} for
   * {@code x-user}, and notes that it did, for the trailers.
   */
  public final void reserve(CharSequence name) {
    int hash = FieldName.hashOf(name);
    boolean noted = false;
    for (int i = 0; i < entries; i++) {
      if (hashes[i] == hash) {
        if (nameFolds(i, name)) {
          removeAt(i);
        }
        noted |= isRemoved(i);
      }
    }
    if (!noted) {
      noteRemoved(hash);
    }
  }

  private boolean nameFolds(int index, CharSequence name) {
    int nameLength = nameLength(index);
    if (nameLength == 0 || nameLength != name.length()) {
      return false;
    }
    int start = nameOffset(index);
    for (int i = 0; i < nameLength; i++) {
      if (Chars.tokenFolded(bytes[start + i]) != Chars.tokenFolded((byte) name.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /** Notes that a field of that name, which there is not, was to be removed. */
  final void noteRemoved(int hash) {
    addLine(0, 0, hash, 0, 0);
    live--;
  }

  /**
   * Removes the fields, being trailers, that {@code head} was cleaned of, and those that origins
   * may take for them: a recipient that merges trailers into the head would have them back.
   *
   * @param present also those that {@code head} has: a trailer must not contradict them either
   */
  public final void removeTwinsOf(FieldLines head, boolean present) {
    for (int i = 0; i < entries; i++) {
      for (int j = 0; j < head.entries && !isRemoved(i); j++) {
        if (hashes[i] == head.hashes[j] && (present || head.isRemoved(j))) {
          removeAt(i);
        }
      }
    }
  }

  /** Removes the fields named in the comma-separated value of the entry at {@code index}. */
  final void removeNamedIn(int index) {
    int at = valueOffset(index);
    int end = at + valueLength(index);
    while (at < end) {
      int hash = 0;
      int from = at;
      for (int folded; at < end && (folded = Chars.tokenFolded(bytes[at])) != 0; at++) {
        hash = 31 * hash + folded;
      }
      if (at > from && !isEssential(from, at - from, hash)) {
        removeSpan(from, at - from, hash);
      }
      at++;
    }
  }

  /** Fields that a client must not have the proxy drop by naming them in Connection. */
  private boolean isEssential(int from, int nameLength, int hash) {
    return is(FieldName.HOST, from, nameLength, hash)
        || is(FieldName.CONTENT_LENGTH, from, nameLength, hash)
        || is(FieldName.TRANSFER_ENCODING, from, nameLength, hash)
        || is(FieldName.CONNECTION, from, nameLength, hash);
  }

  private boolean is(FieldName field, int from, int nameLength, int hash) {
    return hash == field.hash() && spells(from, nameLength, field.name());
  }

  private void removeSpan(int from, int nameLength, int hash) {
    for (int i = 0; i < entries; i++) {
      if (hashes[i] == hash
          && nameLength(i) == nameLength
          && sameName(nameOffset(i), from, nameLength)) {
        removeAt(i);
      }
    }
  }

  private boolean sameName(int a, int b, int nameLength) {
    for (int i = 0; i < nameLength; i++) {
      if (Chars.lower(bytes[a + i]) != Chars.lower(bytes[b + i])) {
        return false;
      }
    }
    return true;
  }

  @Override
  public FieldLines clear() {
    for (int i = 0; i < entries; i++) {
      table[i * STRIDE + NAME_LENGTH] = 0; // that it was there is still known, for the trailers
    }
    live = 0;
    return this;
  }

  // ---- writing

  /** Upper bound of the bytes that {@link #writeTo} writes. */
  public final int encodedLength() {
    return length + 2 * entries;
  }

  /** Writes all fields as lines, without the empty line that ends a head. */
  public final void writeTo(ByteBuf out) {
    int runStart = 0;
    int runEnd = 0;
    for (int i = 0; i < entries; i++) {
      int at = i * STRIDE;
      int nameLength = table[at + NAME_LENGTH];
      if (nameLength == 0) {
        continue;
      }
      int start = table[at + START];
      int value = table[at + VALUE];
      int end = value + table[at + VALUE_LENGTH];
      if (value == start + nameLength + 2 && bytes[value - 1] == ' ' && bytes[end] == '\r') {
        if (start != runEnd) {
          out.writeBytes(bytes, runStart, runEnd - runStart);
          runStart = start;
        }
        runEnd = end + 2;
      } else { // unusual white space is not handed on
        out.writeBytes(bytes, runStart, runEnd - runStart);
        runStart = runEnd = 0;
        out.writeBytes(bytes, start, nameLength);
        out.writeShort(':' << 8 | ' ');
        out.writeBytes(bytes, value, end - value);
        out.writeShort('\r' << 8 | '\n');
      }
    }
    out.writeBytes(bytes, runStart, runEnd - runStart);
  }
}
