package io.sluice.filters.hmacauth;

import java.util.Map;
import org.greenbytes.http.sfv.ParseException;
import org.greenbytes.http.sfv.Parser;

/** What kind of structured field a field is: it says so nowhere itself (RFC 8941 2). */
public enum FieldType {
  DICTIONARY,
  LIST,
  ITEM;

  /** Those whose RFCs define them so, as far as requests have them. */
  static final Map<String, FieldType> KNOWN =
      Map.of(
          "accept-signature", DICTIONARY,
          "content-digest", DICTIONARY,
          "priority", DICTIONARY,
          "repr-digest", DICTIONARY,
          "signature", DICTIONARY,
          "signature-input", DICTIONARY,
          "want-content-digest", DICTIONARY,
          "want-repr-digest", DICTIONARY);

  /**
   * The one way to write the value.
   *
   * @throws ParseException when it is none of this kind
   */
  String canonical(String value) {
    return switch (this) {
      case DICTIONARY -> Parser.parseDictionary(value).serialize();
      case LIST -> Parser.parseList(value).serialize();
      case ITEM -> Parser.parseItem(value).serialize();
    };
  }
}
