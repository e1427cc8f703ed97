package io.sluice.admin;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.NetUtil;
import io.sluice.admin.edit.Pointers;
import io.sluice.gateway.http.Authority;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A request that somebody asks about.
 *
 * @param host in lower case, without port
 * @param path as it was asked, without the query
 */
record Question(
    String method,
    String host,
    String path,
    @Nullable String query,
    HttpHeaders headers,
    InetAddress client) {

  private static final Set<String> KEYS =
      new TreeSet<>(Set.of("method", "host", "path", "headers", "client_ip", "scheme"));
  private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";

  /**
   * What a body asks.
   *
   * @throws Refused with all that is wrong
   */
  static Question in(ObjectNode body) throws Refused {
    Reader reader = new Reader(body);
    Question question = reader.question();
    if (!reader.faults.isEmpty()) {
      throw Refused.invalid(reader.faults);
    }
    return question;
  }

  private static final class Reader {
    private final ObjectNode body;
    private final List<Refused.Fault> faults = new ArrayList<>();

    Reader(ObjectNode body) {
      this.body = body;
    }

    Question question() {
      for (String key : body.propertyNames()) {
        if (!KEYS.contains(key)) {
          fault(Pointers.part(key), "unknown key (expected: " + String.join(", ", KEYS) + ")");
        }
      }
      text("scheme", "http", "https?", "http or https");
      String method = text("method", "GET", TOKEN, "a method such as GET");
      String host = text("host", "", "[^\\x00-\\x20\\x7f/?#@]*", "a host");
      String path = text("path", "/", "/[\\x21-\\x7e&&[^#]]*", "a path that begins with a slash");
      int mark = path.indexOf('?');
      return new Question(
          method,
          Authority.host(host.toLowerCase(Locale.ROOT)),
          mark < 0 ? path : path.substring(0, mark),
          mark < 0 ? null : path.substring(mark + 1),
          headers(),
          client());
    }

    private String text(String key, String orElse, String pattern, String expected) {
      JsonNode said = body.get(key);
      if (said == null) {
        return orElse;
      }
      if (said.isString() && said.stringValue().matches(pattern)) {
        return said.stringValue();
      }
      fault("/" + key, Json.shown(said) + " (expected: " + expected + ")");
      return orElse;
    }

    private HttpHeaders headers() {
      HttpHeaders headers = new DefaultHttpHeaders();
      JsonNode said = body.get("headers");
      if (said instanceof ObjectNode object) {
        for (Map.Entry<String, JsonNode> header : object.properties()) {
          if (header.getValue().isArray()) {
            header.getValue().forEach(value -> add(headers, header.getKey(), value));
          } else {
            add(headers, header.getKey(), header.getValue());
          }
        }
      } else if (said != null) {
        fault("/headers", Json.shown(said) + " (expected: an object of names and values)");
      }
      return headers;
    }

    private void add(HttpHeaders headers, String name, JsonNode value) {
      boolean good =
          name.matches(TOKEN)
              && value.isString()
              && value.stringValue().matches("[\\x20-\\x7e\\x80-\\xff\\t]*");
      if (good) {
        headers.add(name, value.stringValue());
      } else {
        fault("/headers" + Pointers.part(name), "(expected: a field's name with text)");
      }
    }

    private InetAddress client() {
      String said = text("client_ip", "127.0.0.1", "[0-9a-fA-F.:]+", "an IP address");
      byte[] address = NetUtil.createByteArrayFromIpAddressString(said);
      try {
        if (address != null) {
          return InetAddress.getByAddress(address);
        }
        fault("/client_ip", Json.shortened(said) + " (expected: an IP address)");
      } catch (UnknownHostException e) {
        throw new IllegalStateException(e); // of four or sixteen bytes it is made of
      }
      return InetAddress.getLoopbackAddress();
    }

    private void fault(String pointer, String message) {
      faults.add(new Refused.Fault(pointer, message));
    }
  }
}
