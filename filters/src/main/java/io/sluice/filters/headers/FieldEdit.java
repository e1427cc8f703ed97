package io.sluice.filters.headers;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import io.sluice.filters.field.FieldName;
import io.sluice.filters.field.FieldValue;
import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.api.FieldValues;
import io.sluice.gateway.api.Template;
import org.jspecify.annotations.Nullable;

/**
 * One name and its value. A value with variables that comes out empty is no value: {@code set} then
 * takes the field out, so that a client cannot put its own in the place of, say, a missing
 * consumer; {@code add} and {@code default} leave the message alone.
 */
final class FieldEdit {
  private final AsciiString name;

  /** The value where it is the same for all exchanges, else null. */
  private final @Nullable AsciiString constant;

  private final Template template;

  private FieldEdit(AsciiString name, @Nullable AsciiString constant, Template template) {
    this.name = name;
    this.constant = constant;
    this.template = template;
  }

  /**
   * Checks name and literal value.
   *
   * @throws IllegalArgumentException naming what is wrong
   */
  static FieldEdit of(String option, String name, Template value) {
    AsciiString checked = FieldName.endToEnd(option, name);
    // The template's text has variables as names in braces, so only its literals can offend.
    String text = FieldValue.literal(option + "." + name, value.toString());
    return new FieldEdit(checked, value.isConstant() ? new AsciiString(text) : null, value);
  }

  /** In the request also in place of what origins may take for the field. */
  void set(HttpHeaders headers, Exchange exchange, boolean ofRequest) {
    CharSequence value = valueIn(exchange);
    if (ofRequest) {
      exchange.reserve(name);
    }
    if (value == null) {
      headers.remove(name);
    } else {
      headers.set(name, value);
    }
  }

  void add(HttpHeaders headers, Exchange exchange) {
    CharSequence value = valueIn(exchange);
    if (value != null) {
      headers.add(name, value);
    }
  }

  void setWhenAbsent(HttpHeaders headers, Exchange exchange) {
    if (!headers.contains(name)) {
      add(headers, exchange);
    }
  }

  private @Nullable CharSequence valueIn(Exchange exchange) {
    if (constant != null) {
      return constant;
    }
    String rendered = template.render(exchange);
    return rendered.isEmpty() ? null : FieldValues.clean(rendered);
  }
}
