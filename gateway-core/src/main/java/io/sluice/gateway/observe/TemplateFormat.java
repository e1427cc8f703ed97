package io.sluice.gateway.observe;

import java.util.ArrayList;
import java.util.List;

/** A line as the operator wrote it, with an entry's fields in braces; a dash for what is absent. */
final class TemplateFormat implements LineFormat {

  /** One more than fields: {@code literals[i]} stands before {@code fields[i]}. */
  private final String[] literals;

  private final AccessField[] fields;

  private TemplateFormat(List<String> literals, List<AccessField> fields) {
    this.literals = literals.toArray(new String[0]);
    this.fields = fields.toArray(new AccessField[0]);
  }

  /**
   * Parses a template. Braces around anything but a name are plain text.
   *
   * @throws IllegalArgumentException naming the unknown variable, or when there is none at all,
   *     which is a misspelt format
   */
  static TemplateFormat parse(String text) {
    List<String> literals = new ArrayList<>();
    List<AccessField> fields = new ArrayList<>();
    int literal = 0;
    for (int open = text.indexOf('{'); open >= 0; open = text.indexOf('{', open + 1)) {
      int end = endOfName(text, open + 1);
      if (end > 0) {
        literals.add(text.substring(literal, open));
        fields.add(field(text.substring(open + 1, end)));
        literal = end + 1;
      }
    }
    if (fields.isEmpty()) {
      throw new IllegalArgumentException(
          "'" + text + "' (expected: json, common, or a text with variables in braces)");
    }
    literals.add(text.substring(literal));
    return new TemplateFormat(literals, fields);
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

  /** Index of the brace that closes the name starting at {@code from}, or -1 when it is no name. */
  private static int endOfName(String text, int from) {
    int i = from;
    while (i < text.length() && isNamePart(text.charAt(i))) {
      i++;
    }
    return i > from && i < text.length() && text.charAt(i) == '}' ? i : -1;
  }

  private static boolean isNamePart(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '_'
        || c == '-'
        || c == '.';
  }
}
