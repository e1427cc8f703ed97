package io.sluice.gateway.http;

import org.jspecify.annotations.Nullable;

/**
 * Checks chunk extensions byte by byte: {@code *( BWS ";" BWS name [ BWS "=" BWS ( token /
 * quoted-string ) ] )} (RFC 9112 7.1.1). They are never forwarded; they are checked because what
 * one parser takes for an extension another takes for data.
 */
final class ChunkExtension {
  private enum State {
    BEFORE_NAME,
    NAME,
    AFTER_NAME,
    BEFORE_VALUE,
    VALUE,
    QUOTED,
    ESCAPED,
    AFTER_VALUE,
    BEFORE_SEMICOLON
  }

  private State state = State.BEFORE_SEMICOLON;

  /** Starts anew with the byte behind a chunk's size. */
  void begin() {
    state = State.BEFORE_SEMICOLON;
  }

  /** Takes a byte; false when it is not allowed there. */
  boolean accept(byte b) {
    State next =
        switch (state) {
          case BEFORE_SEMICOLON, AFTER_VALUE -> separator(b);
          case BEFORE_NAME -> Chars.isBlank(b) ? state : token(b, State.NAME);
          case NAME, AFTER_NAME -> name(b);
          case BEFORE_VALUE -> beforeValue(b);
          case VALUE -> Chars.tokenLower(b) != 0 ? state : separator(b);
          case QUOTED -> quoted(b);
          case ESCAPED -> Chars.isFieldValue(b) ? State.QUOTED : null;
        };
    if (next == null) {
      return false;
    }
    state = next;
    return true;
  }

  /** Whether the line may end here. */
  boolean mayEnd() {
    return state == State.NAME || state == State.VALUE || state == State.AFTER_VALUE;
  }

  private static @Nullable State separator(byte b) {
    if (b == ';') {
      return State.BEFORE_NAME;
    }
    return Chars.isBlank(b) ? State.BEFORE_SEMICOLON : null;
  }

  private static @Nullable State token(byte b, State then) {
    return Chars.tokenLower(b) != 0 ? then : null;
  }

  private @Nullable State name(byte b) {
    if (b == '=') {
      return State.BEFORE_VALUE;
    }
    if (b == ';') {
      return State.BEFORE_NAME;
    }
    if (Chars.isBlank(b)) {
      return State.AFTER_NAME;
    }
    return state == State.NAME ? token(b, State.NAME) : null;
  }

  private @Nullable State beforeValue(byte b) {
    if (b == '"') {
      return State.QUOTED;
    }
    return Chars.isBlank(b) ? state : token(b, State.VALUE);
  }

  private @Nullable State quoted(byte b) {
    if (b == '"') {
      return State.AFTER_VALUE;
    }
    if (b == '\\') {
      return State.ESCAPED;
    }
    return Chars.isFieldValue(b) ? State.QUOTED : null;
  }
}
