package io.sluice.gateway.observe;

import io.sluice.gateway.api.BracedText;

/** A line as the operator wrote it, with an entry's fields in braces; a dash for what is absent. */
final class TemplateFormat implements LineFormat {

  /** One more than fields: {@code literals[i]} stands before {@code fields[i]}. */
  private final String[] literals;

  private final AccessField[] fields;

  private TemplateFormat(String[] literals, AccessField[] fields) {
    this.literals = literals;
    this.fields = fields;
  }

  /**
   * Parses a template. Braces around anything but a name are plain text.
   *
   * @throws IllegalArgumentException naming the unknown variable, or when there is none at all,
   *     which is a misspelt format
   */
  static TemplateFormat parse(String text) {
    BracedText cut = BracedText.of(text);
    AccessField[] fields =
        cut.names().stream().map(TemplateFormat::field).toArray(AccessField[]::new);
    if (fields.length == 0) {
      throw new IllegalArgumentException(
          "'" + text + "' (expected: json, common, or a text with variables in braces)");
    }
    return new TemplateFormat(cut.literals().toArray(new String[0]), fields);
  }

  @Override
  public void append(StringBuilder out, AccessEntry entry) {
    for (int i = 0; i < fields.length; i++) {
      out.append(literals[i]);
      if (fields[i].isPresentIn(entry)) {
        fields[i].appendPlain(out, entry);
      } else {
        out.append('-');
      }
    }
    out.append(literals[fields.length]);
  }

  private static AccessField field(String name) {
    AccessField field = AccessField.named(name);
    if (field == null) {
      throw new IllegalArgumentException(
          "unknown variable {" + name + "} (expected: " + AccessField.names() + ")");
    }
    return field;
  }
}
