package io.sluice.gateway.http;

import io.sluice.gateway.api.GatewayError;
import org.jspecify.annotations.Nullable;

/** Reads response heads (RFC 9112 4). */
public final class ResponseParser extends HeadParser<ResponseHead> {
  private static final int SHORTEST = "HTTP/1.1 200".length();

  private int status;
  private int minorVersion;

  public ResponseParser(HeadLimits limits) {
    super(limits, true);
  }

  @Override
  GatewayError startLineTooLong() {
    return WireErrors.STATUS_LINE;
  }

  @Override
  @Nullable GatewayError startLine(byte[] b, int from, int to) {
    boolean valid =
        to - from >= SHORTEST
            && b[from] == 'H'
            && b[from + 1] == 'T'
            && b[from + 2] == 'T'
            && b[from + 3] == 'P'
            && b[from + 4] == '/'
            && b[from + 5] == '1'
            && b[from + 6] == '.'
            && (b[from + 7] == '0' || b[from + 7] == '1')
            && b[from + 8] == ' '
            && Chars.isDigit(b[from + 9])
            && Chars.isDigit(b[from + 10])
            && Chars.isDigit(b[from + 11])
            && (to - from == SHORTEST || b[from + SHORTEST] == ' ');
    if (!valid) {
      return WireErrors.STATUS_LINE;
    }
    for (int i = from + SHORTEST; i < to; i++) {
      if (!Chars.isFieldValue(b[i])) {
        return WireErrors.STATUS_LINE;
      }
    }
    minorVersion = b[from + 7] - '0';
    status = (b[from + 9] - '0') * 100 + (b[from + 10] - '0') * 10 + (b[from + 11] - '0');
    return status >= 100 && status <= 599 ? null : WireErrors.STATUS_LINE;
  }

  @Override
  @Nullable ResponseHead complete(WireHeaders fields) {
    GatewayError wrong = Framing.check(fields, minorVersion);
    if (wrong != null) {
      fail(wrong);
      return null;
    }
    long length = Framing.length(fields);
    boolean connection = fields.has(FieldName.CONNECTION);
    boolean keepAlive =
        minorVersion == 1
            ? !connection || !ListField.lists(fields, FieldName.CONNECTION, "close")
            : connection && ListField.lists(fields, FieldName.CONNECTION, "keep-alive");
    return new ResponseHead(
        status, fields, length == Framing.NONE ? BodyReader.UNTIL_CLOSE : length, keepAlive);
  }
}
