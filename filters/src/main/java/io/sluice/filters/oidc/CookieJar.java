package io.sluice.filters.oidc;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.sluice.gateway.api.Exchange;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The filter's cookies in requests and responses. Browsers drop a cookie of more than 4 KiB without
 * a word (RFC 6265 section 6.1), so that a long session is cut into several, the first of which
 * begins with their number.
 *
 * <p>Cookies with the prefix {@code __Host-} can be set by this host only, over https (RFC 6265bis
 * section 4.1.3.2): no sister domain can put its own session in place of the user's.
 */
final class CookieJar {
  private static final int LONGEST_PART = 3800;
  private static final String LOGIN = "_login_";
  private static final int MOST_LOGINS = 5; // at once, in one browser
  private static final String SESSION_PURPOSE = "session";
  private static final String LOGIN_PURPOSE = "login";

  private final String name;
  private final String attributes;
  private final CookieCipher cipher;

  CookieJar(OidcConfig config, CookieCipher cipher) {
    boolean none = config.cookieSameSite() == OidcConfig.SameSite.NONE;
    this.name = (config.cookieSecure() ? "__Host-" : "") + config.cookieName();
    String always = "; Path=/; HttpOnly" + (config.cookieSecure() ? "; Secure" : "");
    this.attributes = always + "; SameSite=" + (none ? "None" : "Lax");
    this.cipher = cipher;
  }

  /** Name of the cookie that holds the session, or its beginning. */
  String name() {
    return name;
  }

  /** Takes the filter's cookies out of the request; null = there are none. */
  @Nullable RequestCookies take(Exchange exchange) {
    HttpHeaders headers = exchange.requestHeaders();
    if (!headers.contains(HttpHeaderNames.COOKIE)) {
      return null;
    }
    List<String> fields = headers.getAll(HttpHeaderNames.COOKIE);
    RequestCookies cookies = null;
    for (int i = 0; i < fields.size() && cookies == null; i++) {
      cookies = fields.get(i).contains(name) ? new RequestCookies() : null;
    }
    if (cookies == null) {
      return null;
    }
    StringBuilder rest = new StringBuilder();
    for (int i = 0; i < fields.size(); i++) {
      take(fields.get(i), cookies, rest);
    }
    if (rest.length() == 0) {
      headers.remove(HttpHeaderNames.COOKIE);
    } else {
      headers.set(HttpHeaderNames.COOKIE, rest.toString());
    }
    return cookies;
  }

  private void take(String field, RequestCookies cookies, StringBuilder rest) {
    for (int start = 0; start <= field.length(); ) {
      int semicolon = field.indexOf(';', start);
      int end = semicolon < 0 ? field.length() : semicolon;
      String pair = field.substring(start, end).strip();
      if (!pair.isEmpty() && !isOwn(pair, cookies)) {
        rest.append(rest.length() == 0 ? "" : "; ").append(pair);
      }
      start = end + 1;
    }
  }

  private boolean isOwn(String pair, RequestCookies cookies) {
    if (!pair.startsWith(name)) {
      return false;
    }
    int equals = pair.indexOf('=');
    String suffix = pair.substring(name.length(), equals < 0 ? pair.length() : equals).strip();
    String value = equals < 0 ? "" : pair.substring(equals + 1).strip();
    if (suffix.isEmpty()) {
      cookies.part(0, value);
      return true;
    }
    if (suffix.length() == 2 && suffix.charAt(0) == '_') {
      int index = suffix.charAt(1) - '0';
      if (index > 0 && index < RequestCookies.MOST_PARTS) {
        cookies.part(index, value);
        return true;
      }
    }
    if (suffix.startsWith(LOGIN) && suffix.length() == LOGIN.length() + PendingLogin.ID_LENGTH) {
      cookies.login(suffix.substring(LOGIN.length()), value);
      return true;
    }
    return false;
  }

  // ---- the session

  /** The session that these cookies are; null = none. */
  @Nullable Session session(RequestCookies cookies) {
    String first = cookies.part(0);
    if (first == null || first.isEmpty()) {
      return null;
    }
    int count = first.charAt(0) - '0';
    if (count < 1 || count > RequestCookies.MOST_PARTS) {
      return null;
    }
    StringBuilder sealed =
        new StringBuilder(first.length() * count).append(first, 1, first.length());
    for (int i = 1; i < count; i++) {
      String part = cookies.part(i);
      if (part == null) {
        return null;
      }
      sealed.append(part);
    }
    byte[] bytes = cipher.open(SESSION_PURPOSE, name, sealed.toString());
    return bytes == null ? null : Session.of(bytes);
  }

  /**
   * Has the client keep a session, for as long as it lasts.
   *
   * @return false when it is too long for that; then nothing is set
   */
  boolean keep(Exchange exchange, @Nullable RequestCookies cookies, Session session, long now) {
    String sealed = cipher.seal(SESSION_PURPOSE, name, session.toBytes());
    int count = (sealed.length() + LONGEST_PART - 1) / LONGEST_PART;
    if (count > RequestCookies.MOST_PARTS) {
      return false;
    }
    for (int i = 0; i < count; i++) {
      int from = i * LONGEST_PART;
      String part = sealed.substring(from, Math.min(sealed.length(), from + LONGEST_PART));
      set(exchange, partName(i), i == 0 ? count + part : part, session.ends() - now, attributes);
    }
    dropParts(exchange, cookies, count);
    return true;
  }

  /** Has the client forget its session. */
  void drop(Exchange exchange, @Nullable RequestCookies cookies) {
    dropParts(exchange, cookies, 0);
  }

  private void dropParts(Exchange exchange, @Nullable RequestCookies cookies, int from) {
    for (int i = from; cookies != null && i < RequestCookies.MOST_PARTS; i++) {
      if (cookies.part(i) != null) {
        set(exchange, partName(i), "", 0, attributes);
      }
    }
  }

  private String partName(int index) {
    return index == 0 ? name : name + '_' + index;
  }

  // ---- logins

  /** The login of this id; null = none has begun here. */
  @Nullable PendingLogin login(RequestCookies cookies, String id) {
    String sealed = cookies.logins().get(id);
    byte[] bytes = sealed == null ? null : cipher.open(LOGIN_PURPOSE, name + LOGIN + id, sealed);
    return bytes == null ? null : PendingLogin.of(bytes);
  }

  /** Has the client keep a login, and forget its oldest ones when they are too many. */
  void keep(Exchange exchange, @Nullable RequestCookies cookies, PendingLogin pending) {
    String cookie = name + LOGIN + pending.id();
    set(
        exchange,
        cookie,
        cipher.seal(LOGIN_PURPOSE, cookie, pending.toBytes()),
        PendingLogin.LONGEST,
        attributes);
    int tooMany = cookies == null ? 0 : cookies.logins().size() + 1 - MOST_LOGINS;
    if (cookies != null && tooMany > 0) {
      for (String id : cookies.logins().keySet()) {
        if (tooMany-- > 0) {
          drop(exchange, id);
        }
      }
    }
  }

  /** Has the client forget a login. */
  void drop(Exchange exchange, String id) {
    set(exchange, name + LOGIN + id, "", 0, attributes);
  }

  /** Nothing between may keep a response with a cookie. */
  private static void set(
      Exchange exchange, String cookie, String value, long seconds, String attributes) {
    HttpHeaders headers = exchange.responseHeaders();
    headers.add(
        HttpHeaderNames.SET_COOKIE,
        cookie + '=' + value + "; Max-Age=" + Math.max(0, seconds) + attributes);
    headers.set(HttpHeaderNames.CACHE_CONTROL, "no-store");
  }
}
