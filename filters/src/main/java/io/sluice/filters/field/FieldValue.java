package io.sluice.filters.field;

import io.sluice.gateway.api.FieldValues;

/** Checks field values from the config. */
public final class FieldValue {
  private FieldValue() {}

  /**
   * A value, or the literal parts of one, from the config.
   *
   * @param option path of the option that holds it, for the message
   * @throws IllegalArgumentException naming the first character that no field value may hold
   */
  public static String literal(String option, String value) {
    int bad = FieldValues.firstForbidden(value);
    if (bad >= 0) {
      throw new IllegalArgumentException(
          String.format(
              "%s: character U+%04X at index %d (expected: no control character and none above U+00FF)",
              option, (int) value.charAt(bad), bad));
    }
    return value;
  }
}
