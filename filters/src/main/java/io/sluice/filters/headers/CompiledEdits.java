package io.sluice.filters.headers;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import io.sluice.filters.field.FieldName;
import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.api.Template;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** {@link FieldEdits} checked and laid out as arrays, to be walked once for each message. */
final class CompiledEdits {

  /** The option whose edits are the request's. */
  static final String REQUEST = "request";

  private final boolean ofRequest;
  private final AsciiString[] remove;
  private final FieldEdit[] set;
  private final FieldEdit[] add;
  private final FieldEdit[] whenAbsent;

  private CompiledEdits(
      boolean ofRequest,
      AsciiString[] remove,
      FieldEdit[] set,
      FieldEdit[] add,
      FieldEdit[] whenAbsent) {
    this.ofRequest = ofRequest;
    this.remove = remove;
    this.set = set;
    this.add = add;
    this.whenAbsent = whenAbsent;
  }

  /**
   * Checks all names and literal values.
   *
   * @param option path of the option that holds the edits
   * @throws IllegalArgumentException naming the first bad one
   */
  static CompiledEdits of(String option, FieldEdits edits) {
    return new CompiledEdits(
        option.equals(REQUEST),
        names(option + ".remove", edits.remove()),
        edits(option + ".set", edits.set()),
        edits(option + ".add", edits.add()),
        edits(option + ".default", edits.default_()));
  }

  private static AsciiString[] names(String option, List<String> names) {
    AsciiString[] compiled = new AsciiString[names.size()];
    for (int i = 0; i < compiled.length; i++) {
      compiled[i] = FieldName.endToEnd(option + "[" + i + "]", names.get(i));
    }
    return compiled;
  }

  private static FieldEdit[] edits(String option, Map<String, Template> values) {
    Set<String> seen = new HashSet<>();
    FieldEdit[] compiled = new FieldEdit[values.size()];
    int i = 0;
    for (Map.Entry<String, Template> entry : values.entrySet()) {
      if (!seen.add(entry.getKey().toLowerCase(Locale.ROOT))) {
        throw new IllegalArgumentException(
            option + ": " + entry.getKey() + " (expected: each name once, whatever its case)");
      }
      compiled[i++] = FieldEdit.of(option, entry.getKey(), entry.getValue());
    }
    return compiled;
  }

  void apply(HttpHeaders headers, Exchange exchange) {
    for (AsciiString name : remove) {
      if (ofRequest) {
        exchange.reserve(name); // and what origins may take for it
      } else {
        headers.remove(name);
      }
    }
    for (FieldEdit edit : set) {
      edit.set(headers, exchange, ofRequest);
    }
    for (FieldEdit edit : add) {
      edit.add(headers, exchange);
    }
    for (FieldEdit edit : whenAbsent) {
      edit.setWhenAbsent(headers, exchange);
    }
  }
}
