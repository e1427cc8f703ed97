package io.sluice.gateway.http;

import io.sluice.gateway.api.GatewayError;
import org.jspecify.annotations.Nullable;

/**
 * Reads the trailer section of a chunked body (RFC 9112 7.1.2). Fields that frame, route or
 * authenticate a message are dropped: they must not arrive late (RFC 9110 6.5.1).
 */
final class TrailerParser extends HeadParser<WireHeaders> {
  private static final FieldName[] FORBIDDEN = {
    FieldName.CONTENT_LENGTH,
    FieldName.TRANSFER_ENCODING,
    FieldName.HOST,
    FieldName.CONNECTION,
    FieldName.KEEP_ALIVE,
    FieldName.TE,
    FieldName.UPGRADE,
    FieldName.EXPECT,
    FieldName.COOKIE,
    FieldName.PROXY_CONNECTION,
    FieldName.PROXY_AUTHENTICATE,
    FieldName.PROXY_AUTHORIZATION,
    FieldName.FORWARDED,
    FieldName.X_FORWARDED_FOR,
    FieldName.X_FORWARDED_HOST,
    FieldName.X_FORWARDED_PROTO,
    FieldName.X_FORWARDED_PORT,
    FieldName.X_REQUEST_ID,
    FieldName.CONTENT_TYPE,
    FieldName.LOCATION,
  };
  private static final String[] FORBIDDEN_TOO = {
    "authorization", "set-cookie", "content-encoding", "content-range", "trailer", "cache-control"
  };

  TrailerParser() {
    super(HeadLimits.TRAILERS, false);
  }

  @Override
  @Nullable GatewayError startLine(byte[] line, int from, int to) {
    return WireErrors.TRAILER;
  }

  @Override
  WireHeaders complete(WireHeaders fields) {
    if (!fields.isEmpty()) {
      for (FieldName name : FORBIDDEN) {
        fields.remove(name);
      }
      fields.removeImpostors(false);
      for (String name : FORBIDDEN_TOO) {
        fields.remove(name);
      }
    }
    return fields;
  }
}
