package io.sluice.gateway.observe;

import io.sluice.gateway.api.Escapes;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a line of the access log may say: a key of its JSON and a variable of a template.
 */
interface AccessField {

  /** All of them, in the order of the JSON. */
  List<AccessField> ALL =
      List.of(
          new Time("time", AccessEntry::timeMillis),
          new Text("request_id", AccessEntry::requestId),
          new Text("client_ip", AccessEntry::clientIp),
          new Text("method", AccessEntry::method),
          new Text("scheme", AccessEntry::scheme),
          new Text("host", AccessEntry::host),
          new Text("path", AccessEntry::path),
          new Text("query", AccessEntry::shownQuery),
          new Text("protocol", AccessEntry::protocol),
          new Count("status", AccessEntry::status),
          new Count("request_bytes", AccessEntry::requestBytes),
          new Count("response_bytes", AccessEntry::responseBytes),
          new Millis("duration_ms", AccessEntry::durationNanos),
          new Text("route", AccessEntry::route),
          new Text("upstream", AccessEntry::upstream),
          new Text("endpoint", AccessEntry::endpoint),
          new Millis("upstream_duration_ms", AccessEntry::upstreamNanos),
          new Count("attempts", AccessEntry::attempts),
          new Text("reason", AccessEntry::reason),
          new Text("consumer", AccessEntry::consumer),
          new Text("user_agent", AccessEntry::userAgent),
          new Text("referer", AccessEntry::shownReferer),
          new Text("cache", AccessEntry::cache),
          new Text("story", AccessEntry::story));

  /** The field of this name, or null. */
  static @Nullable AccessField named(String name) {
    for (AccessField field : ALL) {
      if (field.name().equals(name)) {
        return field;
      }
    }
    return null;
  }

  /** All names, for an error message. */
  static String names() {
    return ALL.stream().map(AccessField::name).collect(Collectors.joining(", "));
  }

  /** Snake_case name. */
  String name();

  /** Whether the entry says anything about it. */
  boolean isPresentIn(AccessEntry entry);

  /** Appends the value as JSON; only when it is present. */
  void appendJson(StringBuilder out, AccessEntry entry);

  /** Appends the value as plain text on one line; only when it is present. */
  void appendPlain(StringBuilder out, AccessEntry entry);

  /** A text from the client or the config; absent when null or empty. */
  record Text(String name, Function<AccessEntry, @Nullable String> value) implements AccessField {
    @Override
    public boolean isPresentIn(AccessEntry entry) {
      String text = value.apply(entry);
      return text != null && !text.isEmpty();
    }

    @Override
    public void appendJson(StringBuilder out, AccessEntry entry) {
      Escapes.json(out, String.valueOf(value.apply(entry)));
    }

    @Override
    public void appendPlain(StringBuilder out, AccessEntry entry) {
      Escapes.plain(out, String.valueOf(value.apply(entry)));
    }
  }

  /** A number; absent when negative. */
  record Count(String name, ToLongFunction<AccessEntry> value) implements AccessField {
    @Override
    public boolean isPresentIn(AccessEntry entry) {
      return value.applyAsLong(entry) >= 0;
    }

    @Override
    public void appendJson(StringBuilder out, AccessEntry entry) {
      out.append(value.applyAsLong(entry));
    }

    @Override
    public void appendPlain(StringBuilder out, AccessEntry entry) {
      appendJson(out, entry);
    }
  }

  /** Nanoseconds, written as milliseconds with three decimals; absent when negative. */
  record Millis(String name, ToLongFunction<AccessEntry> nanos) implements AccessField {
    @Override
    public boolean isPresentIn(AccessEntry entry) {
      return nanos.applyAsLong(entry) >= 0;
    }

    @Override
    public void appendJson(StringBuilder out, AccessEntry entry) {
      long micros = nanos.applyAsLong(entry) / 1_000;
      out.append(micros / 1_000).append('.');
      Timestamps.padded(out, (int) (micros % 1_000), 3);
    }

    @Override
    public void appendPlain(StringBuilder out, AccessEntry entry) {
      appendJson(out, entry);
    }
  }

  /** Milliseconds since 1970, written as in RFC 3339. */
  record Time(String name, ToLongFunction<AccessEntry> millis) implements AccessField {
    @Override
    public boolean isPresentIn(AccessEntry entry) {
      return true;
    }

    @Override
    public void appendJson(StringBuilder out, AccessEntry entry) {
      out.append('"');
      appendPlain(out, entry);
      out.append('"');
    }

    @Override
    public void appendPlain(StringBuilder out, AccessEntry entry) {
      Timestamps.rfc3339(out, millis.applyAsLong(entry));
    }
  }
}
