package io.sluice.gateway.http;

import io.netty.handler.codec.DateFormatter;
import io.netty.util.AsciiString;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.Date;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@link FieldLines} as filters see them: Netty's {@code HttpHeaders}. A name that is no token and
 * a value with control characters are an {@link IllegalArgumentException}, and nothing has changed.
 *
 * <p>Not thread-safe: confined to its exchange.
 */
public final class WireHeaders extends FieldLines {

  /** Empty; takes memory with the first field. */
  public WireHeaders() {}

  /** Empty, over an array whose first {@code length} bytes are taken. */
  WireHeaders(byte[] bytes, int length) {
    super(bytes, length);
  }

  private WireHeaders(WireHeaders other) {
    super(other);
  }

  private static CharSequence checkedName(CharSequence name) {
    if (!Chars.isToken(name)) {
      throw new IllegalArgumentException("header name '" + name + "' (expected: a token)");
    }
    return name;
  }

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
  public Iterator<String> valueStringIterator(CharSequence name) {
    return new Values<>(name) {
      @Override
      String at(int index) {
        return valueAt(index);
      }
    };
  }

  /** Views of the values: nothing is copied. */
  @Override
  public Iterator<AsciiString> valueCharSequenceIterator(CharSequence name) {
    return new Values<>(name) {
      @Override
      AsciiString at(int index) {
        return new AsciiString(bytes(), valueOffset(index), valueLength(index), false);
      }
    };
  }

  /** Those of one name. */
  private abstract class Values<T> implements Iterator<T> {
    private final CharSequence name;
    private final int hash;
    private int next;

    Values(CharSequence name) {
      this.name = name;
      this.hash = FieldName.hashOf(name);
      this.next = indexOf(name, hash, 0);
    }

    abstract T at(int index);

    @Override
    public boolean hasNext() {
      return next >= 0;
    }

    @Override
    public T next() {
      if (next < 0) {
        throw new NoSuchElementException();
      }
      T value = at(next);
      next = indexOf(name, hash, next + 1);
      return value;
    }
  }

  @Override
  public List<Map.Entry<String, String>> entries() {
    List<Map.Entry<String, String>> all = new ArrayList<>(size());
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
  public Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    for (int i = 0; i < entryCount(); i++) {
      if (!isRemoved(i)) {
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
    append(checkedName(name), FieldName.hashOf(name), String.valueOf(value));
    return this;
  }

  @Override
  public WireHeaders add(String name, Iterable<?> values) {
    int old = entryCount();
    try {
      for (Object value : values) {
        add(name, value);
      }
    } catch (RuntimeException e) { // all of them or none
      for (int i = old; i < entryCount(); i++) {
        removeAt(i);
      }
      throw e;
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
    int old = entryCount();
    add(name, value); // first, so that a refused value leaves the old one
    removeBefore(old, name, FieldName.hashOf(name));
    return this;
  }

  @Override
  public WireHeaders set(String name, Iterable<?> values) {
    int old = entryCount();
    add(name, values);
    removeBefore(old, name, FieldName.hashOf(name));
    return this;
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
    if (indexOf(name, hash, 0) < 0) {
      noteRemoved(hash); // it must not come in as a trailer either
    } else {
      removeBefore(entryCount(), name, hash);
    }
    return this;
  }

  @Override
  public WireHeaders clear() {
    super.clear();
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
        while (i < entryCount() && isRemoved(i)) {
          i++;
        }
        return i;
      }

      @Override
      public boolean hasNext() {
        return next < entryCount();
      }

      @Override
      public Map.Entry<T, T> next() {
        if (next >= entryCount()) {
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
}
