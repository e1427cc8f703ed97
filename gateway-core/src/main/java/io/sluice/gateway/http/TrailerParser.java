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
    FieldName.CONTENT_TYPE,
    FieldName.COOKIE,
    FieldName.EXPECT,
    FieldName.HOST,
    FieldName.LOCATION,
    FieldName.PROXY_AUTHENTICATE,
    FieldName.PROXY_AUTHORIZATION,
    FieldName.X_REQUEST_ID,
    new FieldName("authorization"),
    new FieldName("cache-control"),
    new FieldName("content-encoding"),
    new FieldName("content-range"),
    new FieldName("set-cookie"),
    new FieldName("trailer"),
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
      HopByHop.strip(fields);
      Impostors.remove(fields, false);
      for (FieldName name : FORBIDDEN) {
        fields.remove(name);
      }
    }
    return fields;
  }
}
