package io.sluice.gateway.http;

import io.netty.util.AsciiString;

/** A field name with its hash, for lookups in {@link WireHeaders} that compute nothing. */
public final class FieldName {
  public static final FieldName HOST = new FieldName("host");
  public static final FieldName CONTENT_LENGTH = new FieldName("content-length");
  public static final FieldName TRANSFER_ENCODING = new FieldName("transfer-encoding");
  public static final FieldName CONNECTION = new FieldName("connection");
  public static final FieldName KEEP_ALIVE = new FieldName("keep-alive");
  public static final FieldName PROXY_CONNECTION = new FieldName("proxy-connection");
  public static final FieldName PROXY_AUTHENTICATE = new FieldName("proxy-authenticate");
  public static final FieldName PROXY_AUTHORIZATION = new FieldName("proxy-authorization");
  public static final FieldName TE = new FieldName("te");
  public static final FieldName UPGRADE = new FieldName("upgrade");
  public static final FieldName EXPECT = new FieldName("expect");
  public static final FieldName MAX_FORWARDS = new FieldName("max-forwards");
  public static final FieldName PROXY = new FieldName("proxy");
  public static final FieldName VIA = new FieldName("via");
  public static final FieldName FORWARDED = new FieldName("forwarded");
  public static final FieldName X_FORWARDED_FOR = new FieldName("x-forwarded-for");
  public static final FieldName X_FORWARDED_PROTO = new FieldName("x-forwarded-proto");
  public static final FieldName X_FORWARDED_HOST = new FieldName("x-forwarded-host");
  public static final FieldName X_FORWARDED_PORT = new FieldName("x-forwarded-port");
  public static final FieldName X_REQUEST_ID = new FieldName("x-request-id");
  public static final FieldName COOKIE = new FieldName("cookie");
  public static final FieldName USER_AGENT = new FieldName("user-agent");
  public static final FieldName REFERER = new FieldName("referer");
  public static final FieldName DATE = new FieldName("date");
  public static final FieldName ALLOW = new FieldName("allow");
  public static final FieldName LOCATION = new FieldName("location");
  public static final FieldName RETRY_AFTER = new FieldName("retry-after");
  public static final FieldName AGE = new FieldName("age");
  public static final FieldName CACHE_STATUS = new FieldName("cache-status");
  public static final FieldName CONTENT_TYPE = new FieldName("content-type");

  private final AsciiString name;
  private final int hash;

  FieldName(String lowerCase) {
    this.name = AsciiString.cached(lowerCase);
    this.hash = hashOf(lowerCase);
  }

  /** The name in lower case. */
  public AsciiString name() {
    return name;
  }

  int hash() {
    return hash;
  }

  /**
   * Hash of a name in any case. Names that origins may take for each other hash alike ({@link
   * Chars#tokenFolded}). The parser computes the same over bytes.
   */
  static int hashOf(CharSequence name) {
    int hash = 0;
    for (int i = 0; i < name.length(); i++) {
      hash = 31 * hash + Chars.tokenFolded((byte) name.charAt(i));
    }
    return hash;
  }
}
