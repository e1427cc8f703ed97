package io.sluice.gateway.http;

import io.sluice.gateway.api.GatewayError;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads request heads (RFC 9112 3). */
public final class RequestParser extends HeadParser<RequestHead> {
  private static final String[] METHODS = {
    "GET", "POST", "PUT", "HEAD", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT"
  };
  private static final int LONGEST_METHOD = 32;
  private static final String NO_METHOD = "-";

  private String method = NO_METHOD;
  private String target = "";
  private @Nullable String targetAuthority;
  private int minorVersion;

  private String lastAuthority = "";

  public RequestParser(HeadLimits limits) {
    super(limits, true);
  }

  /**
   * The method of the head that is being read or was refused; {@code -} as long as it is not known.
   */
  public String method() {
    return method;
  }

  /** The target of that head; empty as long as it is not known. */
  public String target() {
    return target;
  }

  @Override
  boolean skipsEmptyLine() {
    return true;
  }

  @Override
  @Nullable GatewayError startLine(byte[] line, int from, int to) {
    method = NO_METHOD;
    target = "";
    int methodEnd = from;
    while (methodEnd < to && Chars.tokenLower(line[methodEnd]) != 0) {
      methodEnd++;
    }
    int targetStart = methodEnd + 1;
    int targetEnd = to - " HTTP/1.1".length();
    if (methodEnd == from
        || methodEnd - from > LONGEST_METHOD
        || targetStart >= targetEnd
        || line[methodEnd] != ' ') {
      return WireErrors.REQUEST_LINE;
    }
    method = method(line, from, methodEnd);
    GatewayError wrong = version(line, targetEnd);
    return wrong != null ? wrong : target(line, targetStart, targetEnd);
  }

  private @Nullable GatewayError version(byte[] b, int at) {
    boolean http =
        b[at] == ' '
            && b[at + 1] == 'H'
            && b[at + 2] == 'T'
            && b[at + 3] == 'T'
            && b[at + 4] == 'P'
            && b[at + 5] == '/'
            && Chars.isDigit(b[at + 6])
            && b[at + 7] == '.'
            && Chars.isDigit(b[at + 8]);
    if (!http) {
      return WireErrors.REQUEST_LINE;
    }
    minorVersion = b[at + 8] - '0';
    return b[at + 6] == '1' && minorVersion <= 1 ? null : WireErrors.VERSION;
  }

  private static String method(byte[] b, int from, int to) {
    for (String known : METHODS) {
      if (known.length() == to - from && matches(b, from, known)) {
        return known;
      }
    }
    return new String(b, from, to - from, StandardCharsets.ISO_8859_1);
  }

  private static boolean matches(byte[] b, int from, String expected) {
    for (int i = 0; i < expected.length(); i++) {
      if (b[from + i] != expected.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** Origin form, absolute form or asterisk form (RFC 9112 3.2). */
  private @Nullable GatewayError target(byte[] b, int from, int to) {
    for (int i = from; i < to; i++) {
      if (b[i] <= 0x20 || b[i] == 0x7f || b[i] == '#') { // negative: not ASCII
        return b[i] == ' ' ? WireErrors.REQUEST_LINE : WireErrors.TARGET;
      }
    }
    targetAuthority = null;
    if (method.equals("CONNECT")) {
      return WireErrors.UPGRADE;
    }
    if (b[from] == '/') {
      target = new String(b, from, to - from, StandardCharsets.ISO_8859_1);
      return null;
    }
    if (b[from] == '*') {
      target = "*";
      return to - from == 1 && method.equals("OPTIONS") ? null : WireErrors.TARGET;
    }
    return absolute(b, from, to);
  }

  private @Nullable GatewayError absolute(byte[] b, int from, int to) {
    int schemeEnd = from;
    while (schemeEnd < to && b[schemeEnd] != ':') {
      schemeEnd++;
    }
    boolean web =
        ListField.equalsIgnoreCase(b, from, schemeEnd, "http")
            || ListField.equalsIgnoreCase(b, from, schemeEnd, "https");
    int start = schemeEnd + 3;
    if (!web || start >= to || b[schemeEnd + 1] != '/' || b[schemeEnd + 2] != '/') {
      return WireErrors.TARGET;
    }
    int end = start;
    while (end < to && b[end] != '/' && b[end] != '?') {
      end++;
    }
    if (!Authority.isValid(b, start, end)) {
      return WireErrors.TARGET;
    }
    targetAuthority = new String(b, start, end - start, StandardCharsets.ISO_8859_1);
    String rest = new String(b, end, to - end, StandardCharsets.ISO_8859_1);
    if (rest.isEmpty() && method.equals("OPTIONS")) { // RFC 9112 3.2.4
      target = "*";
    } else {
      target = rest.startsWith("/") ? rest : '/' + rest;
    }
    return null;
  }

  @Override
  @Nullable RequestHead complete(WireHeaders fields) {
    GatewayError wrong = Framing.check(fields, minorVersion);
    if (wrong == null) {
      wrong = checkHost(fields);
    }
    boolean connection = fields.has(FieldName.CONNECTION);
    if (wrong == null
        && connection
        && fields.has(FieldName.UPGRADE)
        && ListField.lists(fields, FieldName.CONNECTION, "upgrade")
        && !isOnlyH2c(fields)) {
      wrong = WireErrors.UPGRADE;
    }
    boolean expects = fields.has(FieldName.EXPECT);
    if (wrong == null
        && expects
        && !"100-continue".equalsIgnoreCase(fields.get(FieldName.EXPECT))) {
      wrong = WireErrors.EXPECTATION;
    }
    if (wrong != null) {
      fail(wrong);
      return null;
    }
    long length = Framing.length(fields);
    boolean awaits = expects && minorVersion == 1 && length != Framing.NONE && length != 0;
    if (expects
        && !awaits) { // HTTP/1.0 has no 100, and nobody waits with no body (RFC 9110 10.1.1)
      fields.remove(FieldName.EXPECT);
    }
    boolean keepAlive =
        minorVersion == 1
            ? !connection || !ListField.lists(fields, FieldName.CONNECTION, "close")
            : connection
                && ListField.lists(fields, FieldName.CONNECTION, "keep-alive")
                && !ListField.lists(fields, FieldName.CONNECTION, "close");
    String knownMethod = method;
    String knownTarget = target;
    method = NO_METHOD; // of the next head nothing is known yet
    target = "";
    return new RequestHead(
        knownMethod,
        knownTarget,
        minorVersion,
        fields,
        authority(fields),
        length == Framing.NONE ? 0 : length,
        keepAlive,
        awaits);
  }

  /**
   * HTTP/2 over cleartext may be offered by any client, and ignored by any server (RFC 9110 7.8).
   */
  private static boolean isOnlyH2c(WireHeaders fields) {
    return "h2c".equalsIgnoreCase(fields.get(FieldName.UPGRADE));
  }

  /** Exactly one valid Host; HTTP/1.0 may leave it out (RFC 9112 3.2). */
  private @Nullable GatewayError checkHost(WireHeaders fields) {
    int host = fields.indexOf(FieldName.HOST, 0);
    if (host < 0) {
      return minorVersion == 0 ? null : WireErrors.HOST;
    }
    int from = fields.valueOffset(host);
    boolean valid = Authority.isValid(fields.bytes(), from, from + fields.valueLength(host));
    return valid && fields.indexOf(FieldName.HOST, host + 1) < 0 ? null : WireErrors.HOST;
  }

  /** The target's authority wins over Host, and replaces it (RFC 9112 3.2.2). */
  private String authority(WireHeaders fields) {
    if (targetAuthority != null) {
      fields.set(FieldName.HOST, targetAuthority);
      return targetAuthority;
    }
    int host = fields.indexOf(FieldName.HOST, 0);
    if (host < 0) {
      return "";
    }
    int from = fields.valueOffset(host);
    int length = fields.valueLength(host);
    // A connection names the same host over and over.
    if (length != lastAuthority.length() || !matches(fields.bytes(), from, lastAuthority)) {
      lastAuthority = new String(fields.bytes(), from, length, StandardCharsets.ISO_8859_1);
    }
    return lastAuthority;
  }
}
