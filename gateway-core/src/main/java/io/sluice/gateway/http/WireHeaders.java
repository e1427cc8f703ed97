package io.sluice.gateway.http;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.DateFormatter;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Header fields as the bytes of their lines, {@code name: value CRLF}, with a table of offsets.
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
public final class WireHeaders extends HttpHeaders {
  private static final int STRIDE = 4;
  private static final int START = 0;
  private static final int NAME_LENGTH = 1; // 0 marks a removed entry
  private static final int VALUE = 2;
  private static final int VALUE_LENGTH = 3;

  private static final byte[] NO_BYTES = {};
  private static final int[] NO_ENTRIES = {};
  private static final int FIRST_BYTES = 128;
  private static final int FIRST_ENTRIES = 4;

  private byte[] bytes;
  private int length;
  private int[] table;
  private int[] hashes;
  private int entries; // removed ones included
  private int live;
  private long seen; // a bit for each hash modulo 64: most names asked for are absent

  /** Empty; takes memory with the first field. */
  public WireHeaders() {
    this.bytes = NO_BYTES;
    this.table = NO_ENTRIES;
    this.hashes = NO_ENTRIES;
  }

  /** Empty, over an array whose first {@code length} bytes are taken. */
  WireHeaders(byte[] bytes, int length) {
    this.bytes = bytes;
    this.length = length;
    this.table = new int[STRIDE * 16];
    this.hashes = new int[16];
  }

  private WireHeaders(WireHeaders other) {
    this.bytes = Arrays.copyOf(other.bytes, other.length + 64);
    this.length = other.length;
    this.table = other.table.clone();
    this.hashes = other.hashes.clone();
    this.entries = other.entries;
    this.live = other.live;
    this.seen = other.seen;
  }

  // ---- the parser's and the writers' side

  byte[] bytes() {
    return bytes;
  }

  /** Takes over a grown copy of the array that the offsets refer to. */
  void bytes(byte[] grown, int newLength) {
    this.bytes = grown;
    this.length = newLength;
  }

  /** Notes a line already in the array. */
  void addLine(int start, int nameLength, int hash, int value, int valueLength) {
    if (entries == hashes.length) {
      int room = Math.max(FIRST_ENTRIES, entries * 2);
      table = Arrays.copyOf(table, room * STRIDE);
      hashes = Arrays.copyOf(hashes, room);
    }
    int at = entries * STRIDE;
    table[at + START] = start;
    table[at + NAME_LENGTH] = nameLength;
    table[at + VALUE] = value;
    table[at + VALUE_LENGTH] = valueLength;
    hashes[entries++] = hash;
    seen |= 1L << hash;
    live++;
  }

  /** Index of the first field of that name at or after {@code from}, or -1. */
  int indexOf(FieldName field, int from) {
    return indexOf(field.name(), field.hash(), from);
  }

  int valueOffset(int index) {
    return table[index * STRIDE + VALUE];
  }

  int valueLength(int index) {
    return table[index * STRIDE + VALUE_LENGTH];
  }

  /** Upper bound of the bytes that {@link #writeTo} writes. */
  public int encodedLength() {
    return length + 2 * entries;
  }

  /** Writes all fields as lines, without the empty line that ends a head. */
  public void writeTo(ByteBuf out) {
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

  /** Whether a field of that name is present. */
  public boolean has(FieldName field) {
    return indexOf(field, 0) >= 0;
  }

  /** The first value, or null. */
  public @Nullable String get(FieldName field) {
    int index = indexOf(field, 0);
    return index < 0 ? null : valueAt(index);
  }

  /** Removes all fields of that name. */
  public void remove(FieldName field) {
    for (int i = indexOf(field, 0); i >= 0; i = indexOf(field, i + 1)) {
      removeAt(i);
    }
  }

  /** Replaces all fields of that name by one. */
  public void set(FieldName field, CharSequence value) {
    int old = entries;
    append(field, value); // first, so that a refused value leaves the old one
    for (int i = indexOf(field, 0); i >= 0 && i < old; i = indexOf(field, i + 1)) {
      removeAt(i);
    }
  }

  /** Adds a field to those of that name. */
  public void append(FieldName field, CharSequence value) {
    append(field.name(), field.hash(), value);
  }

  /**
   * Removes fields that claim what only a proxy may say: all of {@code X-Forwarded-*} and {@code
   * X-Real-IP} of a client that is not trusted, and always the twins with underscores of those and
   * of framing fields, which origins that map names to variables cannot tell from the real ones.
   */
  public void removeImpostors(boolean trusted) {
    for (int i = 0; i < entries; i++) {
      int at = i * STRIDE;
      int nameLength = table[at + NAME_LENGTH];
      if (nameLength >= 4 && isImpostor(table[at + START], nameLength, trusted)) {
        removeAt(i);
      }
    }
  }

  private boolean isImpostor(int start, int nameLength, boolean trusted) {
    boolean underscored = false;
    for (int i = start; i < start + nameLength; i++) {
      underscored |= bytes[i] == '_';
    }
    if (!underscored) {
      return !trusted
          && Chars.lower(bytes[start]) == 'x'
          && (reads(start, nameLength, "x-forwarded-") || reads(start, nameLength, "x-real-ip"));
    }
    return reads(start, nameLength, "x-forwarded-")
        || reads(start, nameLength, "x-real-ip")
        || reads(start, nameLength, "x-request-id")
        || reads(start, nameLength, "content-length")
        || reads(start, nameLength, "transfer-encoding");
  }

  /** Whether the name begins with {@code prefix}, an underscore read as a hyphen. */
  private boolean reads(int start, int nameLength, String prefix) {
    if (nameLength < prefix.length()) {
      return false;
    }
    for (int i = 0; i < prefix.length(); i++) {
      byte b = Chars.lower(bytes[start + i]);
      if ((b == '_' ? '-' : b) != prefix.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** Removes the fields named in the comma-separated value of the entry at {@code index}. */
  void removeNamedIn(int index) {
    int at = valueOffset(index);
    int end = at + valueLength(index);
    while (at < end) {
      int hash = 0;
      int from = at;
      for (int lower; at < end && (lower = Chars.tokenLower(bytes[at])) != 0; at++) {
        hash = 31 * hash + lower;
      }
      if (at > from && !isEssential(hash)) {
        removeSpan(from, at - from, hash);
      }
      at++;
    }
  }

  /** Fields that a client must not have the proxy drop by naming them in Connection. */
  private static boolean isEssential(int hash) {
    return hash == FieldName.HOST.hash()
        || hash == FieldName.CONTENT_LENGTH.hash()
        || hash == FieldName.TRANSFER_ENCODING.hash()
        || hash == FieldName.CONNECTION.hash();
  }

  private void removeSpan(int from, int nameLength, int hash) {
    for (int i = 0; i < entries; i++) {
      int at = i * STRIDE;
      if (hashes[i] == hash
          && table[at + NAME_LENGTH] == nameLength
          && sameName(table[at + START], from, nameLength)) {
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

  // ---- private machinery

  private int indexOf(CharSequence name, int hash, int from) {
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
    int at = index * STRIDE;
    int nameLength = table[at + NAME_LENGTH];
    if (nameLength == 0 || nameLength != name.length()) {
      return false;
    }
    int start = table[at + START];
    for (int i = 0; i < nameLength; i++) {
      if (Chars.lower(bytes[start + i]) != Chars.lower(name.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private void removeAt(int index) {
    table[index * STRIDE + NAME_LENGTH] = 0;
    live--;
  }

  private String nameAt(int index) {
    int at = index * STRIDE;
    return text(table[at + START], table[at + NAME_LENGTH]);
  }

  private String valueAt(int index) {
    return text(valueOffset(index), valueLength(index));
  }

  private String text(int offset, int count) {
    return new String(bytes, offset, count, StandardCharsets.ISO_8859_1);
  }

  private void append(CharSequence name, int hash, CharSequence value) {
    int nameLength = name.length();
    int valueLength = value.length();
    int needed = length + nameLength + valueLength + 4;
    if (needed > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(Math.max(needed, FIRST_BYTES), bytes.length * 2));
    }
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

  private static CharSequence checkedName(CharSequence name) {
    if (!Chars.isToken(name)) {
      throw new IllegalArgumentException("header name '" + name + "' (expected: a token)");
    }
    return name;
  }

  private static CharSequence text(Object value) {
    return value instanceof CharSequence chars ? chars : String.valueOf(value);
  }

  // ---- HttpHeaders

  @Override
  public @Nullable String get(String name) {
    return get((CharSequence) name);
  }

  @Override
  public @Nullable String get(CharSequence name) {
    int index = indexOf(name, FieldName.hashOf(name), 0);
    return index < 0 ? null : valueAt(index);
  }

  @Override
  public @Nullable Integer getInt(CharSequence name) {
    String value = get(name);
    try {
      return value == null ? null : Integer.valueOf(value);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  @Override
  public int getInt(CharSequence name, int defaultValue) {
    Integer value = getInt(name);
    return value == null ? defaultValue : value;
  }

  @Override
  public @Nullable Short getShort(CharSequence name) {
    Integer value = getInt(name);
    return value == null || value != value.shortValue() ? null : Short.valueOf(value.shortValue());
  }

  @Override
  public short getShort(CharSequence name, short defaultValue) {
    Short value = getShort(name);
    return value == null ? defaultValue : value;
  }

  @Override
  @SuppressWarnings("JavaUtilDate") // what Netty's parser returns
  public @Nullable Long getTimeMillis(CharSequence name) {
    String value = get(name);
    Date date = value == null ? null : DateFormatter.parseHttpDate(value);
    return date == null ? null : date.getTime();
  }

  @Override
  public long getTimeMillis(CharSequence name, long defaultValue) {
    Long value = getTimeMillis(name);
    return value == null ? defaultValue : value;
  }

  @Override
  public List<String> getAll(String name) {
    return getAll((CharSequence) name);
  }

  @Override
  public List<String> getAll(CharSequence name) {
    int hash = FieldName.hashOf(name);
    List<String> values = new ArrayList<>(2);
    for (int i = indexOf(name, hash, 0); i >= 0; i = indexOf(name, hash, i + 1)) {
      values.add(valueAt(i));
    }
    return values;
  }

  @Override
  public List<Map.Entry<String, String>> entries() {
    List<Map.Entry<String, String>> all = new ArrayList<>(live);
    iteratorOf(String.class).forEachRemaining(all::add);
    return all;
  }

  @Override
  public boolean contains(String name) {
    return contains((CharSequence) name);
  }

  @Override
  public boolean contains(CharSequence name) {
    return indexOf(name, FieldName.hashOf(name), 0) >= 0;
  }

  @Override
  public boolean isEmpty() {
    return live == 0;
  }

  @Override
  public int size() {
    return live;
  }

  @Override
  public Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    for (int i = 0; i < entries; i++) {
      if (table[i * STRIDE + NAME_LENGTH] != 0) {
        names.add(nameAt(i));
      }
    }
    return names;
  }

  @Override
  public WireHeaders add(String name, Object value) {
    return add((CharSequence) name, value);
  }

  @Override
  public WireHeaders add(CharSequence name, Object value) {
    append(checkedName(name), FieldName.hashOf(name), text(value));
    return this;
  }

  @Override
  public WireHeaders add(String name, Iterable<?> values) {
    for (Object value : values) {
      add(name, value);
    }
    return this;
  }

  @Override
  public WireHeaders addInt(CharSequence name, int value) {
    return add(name, Integer.toString(value));
  }

  @Override
  public WireHeaders addShort(CharSequence name, short value) {
    return add(name, Short.toString(value));
  }

  @Override
  public WireHeaders set(String name, Object value) {
    return set((CharSequence) name, value);
  }

  @Override
  public WireHeaders set(CharSequence name, Object value) {
    int old = entries;
    add(name, value); // first, so that a refused value leaves the old one
    int hash = FieldName.hashOf(name);
    for (int i = indexOf(name, hash, 0); i >= 0 && i < old; i = indexOf(name, hash, i + 1)) {
      removeAt(i);
    }
    return this;
  }

  @Override
  public WireHeaders set(String name, Iterable<?> values) {
    remove(name);
    return add(name, values);
  }

  @Override
  public WireHeaders setInt(CharSequence name, int value) {
    return set(name, Integer.toString(value));
  }

  @Override
  public WireHeaders setShort(CharSequence name, short value) {
    return set(name, Short.toString(value));
  }

  @Override
  public WireHeaders remove(String name) {
    return remove((CharSequence) name);
  }

  @Override
  public WireHeaders remove(CharSequence name) {
    int hash = FieldName.hashOf(name);
    for (int i = indexOf(name, hash, 0); i >= 0; i = indexOf(name, hash, i + 1)) {
      removeAt(i);
    }
    return this;
  }

  @Override
  public WireHeaders clear() {
    entries = 0;
    live = 0;
    seen = 0;
    return this;
  }

  @Override
  public WireHeaders copy() {
    return new WireHeaders(this);
  }

  @Deprecated
  @Override
  public Iterator<Map.Entry<String, String>> iterator() {
    return iteratorOf(String.class);
  }

  @Override
  public Iterator<Map.Entry<CharSequence, CharSequence>> iteratorCharSequence() {
    return iteratorOf(CharSequence.class);
  }

  /** Iterates over a type that {@code String} is an instance of. */
  private <T extends CharSequence> Iterator<Map.Entry<T, T>> iteratorOf(Class<T> type) {
    return new Iterator<>() {
      private int next = skip(0);

      private int skip(int from) {
        int i = from;
        while (i < entries && table[i * STRIDE + NAME_LENGTH] == 0) {
          i++;
        }
        return i;
      }

      @Override
      public boolean hasNext() {
        return next < entries;
      }

      @Override
      public Map.Entry<T, T> next() {
        if (next >= entries) {
          throw new NoSuchElementException();
        }
        int at = next;
        next = skip(at + 1);
        return new SimpleImmutableEntry<>(type.cast(nameAt(at)), type.cast(valueAt(at)));
      }
    };
  }

  /** The fields as they would be written; for logs of tests, values included. */
  @Override
  public String toString() {
    return entries().toString();
  }

  /** Copies all fields of {@code from}, whatever implementation it is. */
  public static WireHeaders copyOf(HttpHeaders from) {
    if (from instanceof WireHeaders wire) {
      return wire.copy();
    }
    WireHeaders copy = new WireHeaders();
    from.iteratorCharSequence().forEachRemaining(e -> copy.add(e.getKey(), e.getValue()));
    return copy;
  }
}
