package io.sluice.admin;

import java.util.HexFormat;

/** Strong validators of single things. */
final class Etags {
  private Etags() {}

  /** Of a thing's text: the first 64 bits of its SHA-256. */
  static String of(String text) {
    return "\"" + HexFormat.of().formatHex(Tokens.digest(text), 0, 8) + "\"";
  }
}
