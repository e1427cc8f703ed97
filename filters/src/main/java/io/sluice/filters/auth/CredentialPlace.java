package io.sluice.filters.auth;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.util.AsciiString;
import io.sluice.gateway.api.Exchange;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Where in a request a credential stands. Immutable. */
public abstract sealed class CredentialPlace {
  final String name;

  private CredentialPlace(String name) {
    this.name = name;
  }

  /** A field that has nothing else. */
  public static CredentialPlace header(String name) {
    return new Header(name);
  }

  /** A query parameter; the name as it is once decoded. */
  public static CredentialPlace query(String name) {
    return new Query(name);
  }

  /** A cookie. */
  public static CredentialPlace cookie(String name) {
    return new Cookie(name);
  }

  /** What stands there, the first of several; null = nothing. */
  public abstract @Nullable String find(Exchange exchange);

  /** Whether more than one stands there, so that origins may take another for it. */
  public abstract boolean isRepeated(Exchange exchange);

  /** Takes all that stands there out of what goes to the origin. */
  public abstract void hide(Exchange exchange);

  /** Whether it is the request field of that name, in any case. */
  public boolean isField(CharSequence field) {
    return false;
  }

  private static final class Header extends CredentialPlace {
    private final AsciiString field;

    Header(String name) {
      super(name);
      this.field = AsciiString.cached(name);
    }

    @Override
    public @Nullable String find(Exchange exchange) {
      return exchange.requestHeaders().get(field);
    }

    @Override
    public boolean isRepeated(Exchange exchange) {
      Iterator<? extends CharSequence> values =
          exchange.requestHeaders().valueCharSequenceIterator(field);
      if (values.hasNext()) {
        values.next();
      }
      return values.hasNext();
    }

    @Override
    public void hide(Exchange exchange) {
      exchange.requestHeaders().remove(field);
    }

    @Override
    public boolean isField(CharSequence other) {
      return field.contentEqualsIgnoreCase(other);
    }
  }

  private static final class Query extends CredentialPlace {
    Query(String name) {
      super(name);
    }

    @Override
    public @Nullable String find(Exchange exchange) {
      return exchange.queryParameter(name);
    }

    @Override
    public boolean isRepeated(Exchange exchange) {
      String query = exchange.query();
      int found = 0;
      for (int start = 0; query != null && start <= query.length(); start = end(query, start) + 1) {
        found += isNamed(query, start) ? 1 : 0;
      }
      return found > 1;
    }

    @Override
    public void hide(Exchange exchange) {
      String query = exchange.forwardQuery();
      if (query == null) {
        return;
      }
      StringJoiner rest = new StringJoiner("&").setEmptyValue("");
      boolean any = false;
      for (int start = 0; start <= query.length(); start = end(query, start) + 1) {
        if (!isNamed(query, start)) {
          rest.add(query.substring(start, end(query, start)));
          any = true;
        }
      }
      exchange.forwardAs(exchange.forwardPath(), any ? rest.toString() : null);
    }

    private static int end(String query, int start) {
      int end = query.indexOf('&', start);
      return end < 0 ? query.length() : end;
    }

    private boolean isNamed(String query, int start) {
      int end = end(query, start);
      int nameEnd = start;
      while (nameEnd < end && query.charAt(nameEnd) != '=') {
        nameEnd++;
      }
      if (query.regionMatches(start, name, 0, name.length()) && nameEnd - start == name.length()) {
        return true;
      }
      String written = query.substring(start, nameEnd);
      return (written.indexOf('%') >= 0 || written.indexOf('+') >= 0)
          && decoded(written).equals(name);
    }

    private static String decoded(String written) {
      try {
        return QueryStringDecoder.decodeComponent(written, StandardCharsets.UTF_8);
      } catch (IllegalArgumentException malformed) {
        return written;
      }
    }
  }

  private static final class Cookie extends CredentialPlace {
    Cookie(String name) {
      super(name);
    }

    @Override
    public @Nullable String find(Exchange exchange) {
      return exchange.cookie(name);
    }

    @Override
    public boolean isRepeated(Exchange exchange) {
      int found = 0;
      for (String field : exchange.requestHeaders().getAll(HttpHeaderNames.COOKIE)) {
        for (int start = 0; start <= field.length(); start = end(field, start) + 1) {
          found += isNamed(field, start) ? 1 : 0;
        }
      }
      return found > 1;
    }

    @Override
    public void hide(Exchange exchange) {
      HttpHeaders headers = exchange.requestHeaders();
      StringJoiner rest = new StringJoiner("; ");
      for (String field : headers.getAll(HttpHeaderNames.COOKIE)) {
        for (int start = 0; start <= field.length(); start = end(field, start) + 1) {
          String pair = field.substring(start, end(field, start)).strip();
          if (!pair.isEmpty() && !isNamed(field, start)) {
            rest.add(pair);
          }
        }
      }
      if (rest.length() == 0) {
        headers.remove(HttpHeaderNames.COOKIE);
      } else {
        headers.set(HttpHeaderNames.COOKIE, rest.toString());
      }
    }

    private static int end(String field, int start) {
      int end = field.indexOf(';', start);
      return end < 0 ? field.length() : end;
    }

    private boolean isNamed(String field, int start) {
      String pair = field.substring(start, end(field, start));
      int equals = pair.indexOf('=');
      return (equals < 0 ? pair : pair.substring(0, equals)).strip().equals(name);
    }
  }
}
