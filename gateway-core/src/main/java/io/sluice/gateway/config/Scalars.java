package io.sluice.gateway.config;

import com.google.re2j.Pattern;
import io.sluice.gateway.api.ByteRate;
import io.sluice.gateway.api.ByteSize;
import io.sluice.gateway.api.Rate;
import io.sluice.gateway.api.Template;
import io.sluice.gateway.config.Node.Kind;
import io.sluice.loadbalancer.Address;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.ToIntBiFunction;

/** Every class that a value without parts binds to. */
final class Scalars {

  /** Text: numbers and booleans as they were written, so that {@code 1.10} stays what it is. */
  private static final Set<Kind> TEXTUAL =
      EnumSet.of(Kind.TEXT, Kind.WHOLE, Kind.DECIMAL, Kind.BOOLEAN);

  private static final Set<Kind> TEXT = EnumSet.of(Kind.TEXT);
  private static final Set<Kind> COUNTED = EnumSet.of(Kind.TEXT, Kind.WHOLE);

  private Scalars() {}

  static Map<Class<?>, ValueType.Scalar> all() {
    Map<Class<?>, ValueType.Scalar> all = new LinkedHashMap<>();
    all.put(String.class, of("text", "text", TEXTUAL, "", Scalars::text));
    all.put(Template.class, of("text with variables", "text", TEXTUAL, "", Scalars::template));
    all.put(
        Pattern.class,
        of("regular expression", "a regular expression", TEXTUAL, "", Regexes::compile));
    ValueType.Scalar truth =
        of("true | false", "true or false", EnumSet.of(Kind.BOOLEAN), "", Scalars::truth);
    all.put(boolean.class, truth);
    all.put(Boolean.class, truth);
    ValueType.Scalar whole =
        number(
            "whole number",
            EnumSet.of(Kind.WHOLE),
            Scalars::int32,
            (v, bound) -> Long.compare((Integer) v, bound),
            Long::toString);
    all.put(int.class, whole);
    all.put(Integer.class, whole);
    ValueType.Scalar wide =
        number(
            "whole number",
            EnumSet.of(Kind.WHOLE),
            Scalars::int64,
            (v, bound) -> Long.compare((Long) v, bound),
            Long::toString);
    all.put(long.class, wide);
    all.put(Long.class, wide);
    ValueType.Scalar decimal =
        number(
            "number",
            EnumSet.of(Kind.WHOLE, Kind.DECIMAL),
            Scalars::decimal,
            (v, bound) -> Double.compare((Double) v, bound),
            Long::toString);
    all.put(double.class, decimal);
    all.put(Double.class, decimal);
    all.put(
        Duration.class,
        new ValueType.Scalar(
            "duration",
            Durations.EXPECTED,
            COUNTED,
            List.of(),
            Durations.PATTERN,
            Durations::parse,
            (v, bound) -> Long.compare(((Duration) v).toNanos(), bound),
            nanos -> Durations.format(Duration.ofNanos(nanos))));
    all.put(
        ByteSize.class,
        new ValueType.Scalar(
            "size",
            Units.SIZE_EXPECTED,
            COUNTED,
            List.of(),
            Units.SIZE_PATTERN,
            Units::size,
            (v, bound) -> Long.compare(((ByteSize) v).bytes(), bound),
            Units::formatSize));
    all.put(
        ByteRate.class,
        new ValueType.Scalar(
            "bytes a second",
            Units.BYTE_RATE_EXPECTED,
            TEXT,
            List.of(),
            Units.BYTE_RATE_PATTERN,
            Units::byteRate,
            (v, bound) -> Long.compare(((ByteRate) v).bytesPerSecond(), bound),
            bytes -> Units.formatSize(bytes) + "/s"));
    all.put(
        Rate.class,
        new ValueType.Scalar(
            "rate",
            Units.RATE_EXPECTED,
            TEXT,
            List.of(),
            Units.RATE_PATTERN,
            Units::rate,
            (v, bound) -> Double.compare(perSecond((Rate) v), bound),
            perSecond -> perSecond + "/s"));
    all.put(
        StatusRange.class,
        of("status", StatusRange.EXPECTED, COUNTED, StatusRange.PATTERN, StatusRange::parse));
    all.put(Cidr.class, of("network", Cidr.EXPECTED, TEXT, Cidr.PATTERN, Cidr::parse));
    all.put(Bind.class, of("address:port", Bind.EXPECTED, TEXT, Bind.PATTERN, Bind::parse));
    all.put(
        Address.class,
        of("host:port", HostPort.EXPECTED, TEXT, HostPort.PATTERN, HostPort::address));
    return all;
  }

  private static ValueType.Scalar of(
      String label,
      String expected,
      Set<Kind> kinds,
      String pattern,
      Function<String, Object> parser) {
    return new ValueType.Scalar(
        label, expected, kinds, List.of(), pattern, parser, null, Long::toString);
  }

  private static ValueType.Scalar number(
      String label,
      Set<Kind> kinds,
      Function<String, Object> parser,
      ToIntBiFunction<Object, Long> comparison,
      LongFunction<String> bound) {
    return new ValueType.Scalar(
        label, "a " + label, kinds, List.of(), "", parser, comparison, bound);
  }

  private static double perSecond(Rate rate) {
    return (double) rate.count() / rate.period().toSeconds();
  }

  /** Line breaks and tabs are text; other control characters are a slip or an attack. */
  private static String text(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c < ' ' && c != '\n' && c != '\r' && c != '\t') || c == 0x7F) {
        throw new IllegalArgumentException(
            Texts.visible(text) + " (expected: text without control characters)");
      }
    }
    return text;
  }

  private static Template template(String text) {
    try {
      return Template.parse(text(text));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(Texts.visible(text) + ": " + e.getMessage(), e);
    }
  }

  private static Boolean truth(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException(text + " (expected: true or false)");
    };
  }

  private static Integer int32(String text) {
    long value = int64(text);
    if (value != (int) value) {
      throw new IllegalArgumentException(
          text + " (expected: " + Integer.MIN_VALUE + " to " + Integer.MAX_VALUE + ")");
    }
    return (int) value;
  }

  private static Long int64(String text) {
    try {
      return Long.valueOf(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          Texts.visible(text) + " (expected: a whole number of at most 18 digits)", e);
    }
  }

  private static Double decimal(String text) {
    double value;
    try {
      value = Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(Texts.visible(text) + " (expected: a number)", e);
    }
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(Texts.visible(text) + " (expected: a finite number)");
    }
    return value;
  }
}
