package io.sluice.admin;

import io.sluice.gateway.config.Secrets;
import io.sluice.gateway.document.Resource;
import java.util.HexFormat;

/** Strong validators of single things. */
final class Etags {
  private Etags() {}

  /**
   * Of a thing as somebody sees it. Who may write is told of every change, also of a secret; a hash
   * of a short one, by which it could be guessed, is for nobody else.
   */
  static String of(Caller caller, Secrets secrets, Resource thing, String text) {
    return of(caller.isAdmin() ? text : secrets.hidden(thing.key(), text));
  }

  /** Of a thing's text: the first 64 bits of its SHA-256. */
  static String of(String text) {
    return "\"" + HexFormat.of().formatHex(Tokens.digest(text), 0, 8) + "\"";
  }
}
