package io.sluice.filters.cache.rules;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The parts of a body that a request asks for (RFC 9110 section 14). Immutable. */
public final class ByteRanges {
  private static final String UNIT = "bytes=";

  /** Who asks for more, or for the same bytes several times, gets the whole (section 14.2). */
  private static final int MOST = 16;

  /** Parts of a body. */
  public record Part(long first, long last) {
    /** Bytes of it. */
    public long length() {
      return last - first + 1;
    }

    /** The value of Content-Range. */
    public String of(long whole) {
      return "bytes " + first + "-" + last + "/" + whole;
    }
  }

  private ByteRanges() {}

  /**
   * What a Range asks for.
   *
   * @param length of the whole body
   * @return the parts, as they were asked for; empty = no byte of them is there (416); null = the
   *     field does not count, and the whole body is the answer
   */
  public static @Nullable List<Part> of(String range, long length) {
    if (!range.regionMatches(true, 0, UNIT, 0, UNIT.length())) {
      return null;
    }
    String[] asked = range.substring(UNIT.length()).split(",", -1);
    List<Part> parts = new ArrayList<>();
    int count = 0;
    for (String one : asked) {
      String spec = one.strip();
      if (spec.isEmpty()) {
        continue; // an empty item of a list
      }
      if (++count > MOST) {
        return null;
      }
      long[] limits = limits(spec, length);
      if (limits == null) {
        return null;
      }
      if (limits[0] < length && limits[0] <= limits[1]) {
        parts.add(new Part(limits[0], Math.min(limits[1], length - 1)));
      }
    }
    return count == 0 || overlaps(parts) ? null : parts;
  }

  /** First and last place that is asked for; null when it is malformed. */
  private static long @Nullable [] limits(String spec, long length) {
    int dash = spec.indexOf('-');
    if (dash < 0) {
      return null;
    }
    String from = spec.substring(0, dash);
    String to = spec.substring(dash + 1);
    if (from.isEmpty()) { // the last so many bytes
      long count = number(to);
      if (count < 0) {
        return null;
      }
      return count == 0 ? new long[] {length, length} : limits(Math.max(0, length - count), length);
    }
    long first = number(from);
    long last = to.isEmpty() ? Long.MAX_VALUE : number(to);
    return first < 0 || last < first ? null : new long[] {first, last};
  }

  private static long[] limits(long first, long length) {
    return new long[] {first, length - 1};
  }

  private static long number(String digits) {
    if (digits.isEmpty() || digits.length() > 18) {
      return -1;
    }
    long number = 0;
    for (int i = 0; i < digits.length(); i++) {
      char c = digits.charAt(i);
      if (c < '0' || c > '9') {
        return -1;
      }
      number = number * 10 + (c - '0');
    }
    return number;
  }

  private static boolean overlaps(List<Part> parts) {
    List<Part> sorted = new ArrayList<>(parts);
    sorted.sort(Comparator.comparingLong(Part::first));
    for (int i = 1; i < sorted.size(); i++) {
      if (sorted.get(i).first() <= sorted.get(i - 1).last()) {
        return true;
      }
    }
    return false;
  }
}
