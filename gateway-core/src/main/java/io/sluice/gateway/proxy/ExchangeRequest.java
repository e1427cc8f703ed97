package io.sluice.gateway.proxy;

import io.netty.handler.codec.http.HttpHeaders;
import io.sluice.gateway.api.GatewayError;
import io.sluice.gateway.event.Worker;
import io.sluice.gateway.http.Authority;
import io.sluice.gateway.http.Cookies;
import io.sluice.gateway.http.FieldName;
import io.sluice.gateway.http.HopByHop;
import io.sluice.gateway.http.Impostors;
import io.sluice.gateway.http.Queries;
import io.sluice.gateway.http.RequestHead;
import io.sluice.gateway.http.RequestPath;
import io.sluice.gateway.http.WireErrors;
import io.sluice.gateway.http.WireHeaders;
import io.sluice.gateway.routing.RouteRequest;
import io.sluice.gateway.snapshot.ListenerRules;
import java.net.InetAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An exchange's request as routes and filters see it: path in normal form, fields cleaned, client
 * known.
 */
final class ExchangeRequest implements RouteRequest {
  private static final int LONGEST_REQUEST_ID = 128;

  private final RequestHead head;
  private final ClientInfo client;
  private String path = "/";
  private @Nullable String query;
  private String requestId = "";
  private InetAddress clientAddress;
  private String scheme;
  private @Nullable String clientIp;
  private boolean trusted; // the peer, to speak for its clients
  private @Nullable String host;
  private @Nullable String userAgent;
  private @Nullable String referer;
  private @Nullable String target; // for the origin; null until it is asked for or set
  private RequestPath.@Nullable Rules paths; // the listener's, once it is in shape

  ExchangeRequest(RequestHead head, ClientInfo client) {
    this.head = head;
    this.client = client;
    this.clientAddress = client.address();
    this.scheme = client.scheme();
  }

  /** The same request as it is by now, with fields and a target of its own. */
  ExchangeRequest(ExchangeRequest other) {
    this(other, other.head.copy());
    path = other.path;
    query = other.query;
    target = other.target;
  }

  /** Another request of the same client to the same host. */
  private ExchangeRequest(ExchangeRequest other, RequestHead head) {
    this.head = head;
    client = other.client;
    requestId = other.requestId;
    clientAddress = other.clientAddress;
    scheme = other.scheme;
    clientIp = other.clientIp;
    trusted = other.trusted;
    host = other.host;
    paths = other.paths;
  }

  /** What the same client's GET of another target would be; null when the target is none. */
  @Nullable ExchangeRequest asGetOf(String other) {
    ExchangeRequest get = new ExchangeRequest(this, head.asGetOf(other));
    return get.splitTarget() == null ? get : null;
  }

  /** Gives a request that is refused unread what its answer and its record need. */
  void identify(Worker worker) {
    requestId = worker.newRequestId();
    path = head.target().substring(0, takeQuery());
  }

  /** Splits the query off the target; where the path ends. */
  private int takeQuery() {
    String raw = head.target();
    int mark = raw.indexOf('?');
    query = mark < 0 ? null : raw.substring(mark + 1);
    return mark < 0 ? raw.length() : mark;
  }

  /** Keeps what the access log shows of the client's fields, before filters change them. */
  void keepForLog() {
    userAgent = head.headers().get(FieldName.USER_AGENT);
    referer = head.headers().get(FieldName.REFERER);
  }

  @Nullable String userAgent() {
    return userAgent;
  }

  @Nullable String referer() {
    return referer;
  }

  /** Brings it into shape; what is wrong with it, or null. */
  @Nullable GatewayError prepare(ListenerRules rules, Worker worker) {
    WireHeaders headers = head.headers();
    trusted = rules.trusts(client.address());
    paths = rules.paths();
    String id = trusted ? headers.get(FieldName.X_REQUEST_ID) : null;
    requestId = id != null && isRequestId(id) ? id : worker.newRequestId();
    GatewayError wrong = splitTarget();
    if (wrong != null) {
      return wrong;
    }
    HopByHop.strip(headers);
    Impostors.remove(headers, trusted);
    if (trusted) {
      believe(headers, rules);
    } else {
      headers.append(client.forwarded(head.authority()));
    }
    headers.set(FieldName.X_REQUEST_ID, requestId);
    return null;
  }

  /**
   * What a trusted peer says of the request's class, or null; from any other peer the field is
   * taken away.
   *
   * @param name of the field; empty = nobody says anything
   */
  @Nullable String takeClass(String name) {
    if (name.isEmpty()) {
      return null;
    }
    if (!trusted) {
      head.headers().remove(name);
      return null;
    }
    return head.headers().get(name);
  }

  boolean isFromTrustedProxy() {
    return trusted;
  }

  /** Counts Max-Forwards down (RFC 9110 7.6.2); false when the request has come to its last hop. */
  boolean takeHop() {
    boolean counts = method().equals("OPTIONS") || method().equals("TRACE");
    int hops = counts ? head.headers().getInt(FieldName.MAX_FORWARDS.name(), -1) : -1;
    if (hops > 0) {
      head.headers().set(FieldName.MAX_FORWARDS, Integer.toString(hops - 1));
    }
    return hops != 0;
  }

  /** Takes the path that the route's rewriting makes of it, or null; what is wrong with that. */
  @Nullable GatewayError rewrite(@Nullable String path) {
    if (path != null) {
      if (!RequestPath.isResolved(path)) { // a value such as ".." must not lead elsewhere
        return WireErrors.PATH_ABOVE_ROOT;
      }
      target(path, forwardQuery());
    }
    return null;
  }

  private void believe(WireHeaders headers, ListenerRules rules) {
    InetAddress nearest = ForwardedFields.client(headers, rules);
    if (nearest != null) {
      clientAddress = nearest;
    }
    String told = ForwardedFields.scheme(headers);
    if (told != null) {
      scheme = told;
    }
    ForwardedFields.extend(headers, client, head.authority(), scheme);
  }

  private static boolean isRequestId(String id) {
    for (int i = 0; i < id.length(); i++) {
      if (id.charAt(i) <= ' ' || id.charAt(i) > '~') {
        return false;
      }
    }
    return !id.isEmpty() && id.length() <= LONGEST_REQUEST_ID;
  }

  private @Nullable GatewayError splitTarget() {
    String raw = head.target();
    if (raw.equals("*")) { // the server as a whole: routed as its root
      target = raw;
      return null;
    }
    int end = takeQuery();
    if (RequestPath.isNormal(raw, end)) {
      path = raw.substring(0, end); // of the whole it is the same string
      target = raw;
      return null;
    }
    RequestPath normal =
        RequestPath.normalize(raw.substring(0, end), Objects.requireNonNull(paths));
    path = normal.error() == null ? normal.value() : raw.substring(0, end); // for the log
    return normal.error();
  }

  /** The path that goes to the origin so far. */
  String forwardPath() {
    int mark = target().indexOf('?');
    return mark < 0 ? target() : target().substring(0, mark);
  }

  /** The query that goes to the origin so far. */
  @Nullable String forwardQuery() {
    if (target == null) {
      return query;
    }
    int mark = target.indexOf('?');
    return mark < 0 ? null : target.substring(mark + 1);
  }

  /** What stands in the request line to the origin. */
  String target() {
    if (target == null) {
      target = query == null ? path : path + '?' + query;
    }
    return target;
  }

  /**
   * Sets it.
   *
   * @throws IllegalArgumentException when it could not stand in a request line
   */
  void target(String newPath, @Nullable String newQuery) {
    target = checked(newQuery == null ? newPath : newPath + '?' + newQuery);
  }

  /**
   * The same text, fit for a request line.
   *
   * @throws IllegalArgumentException when it is not
   */
  static String checked(String target) {
    for (int i = 0; i < target.length(); i++) {
      char c = target.charAt(i);
      if (c <= ' ' || c >= 0x7f || c == '#') {
        throw new IllegalArgumentException(
            "target: character " + (int) c + " at " + i + " (expected: visible ASCII, no #)");
      }
    }
    return target;
  }

  RequestHead head() {
    return head;
  }

  /** http or https, as the client sees it. */
  String scheme() {
    return scheme;
  }

  String requestId() {
    return requestId;
  }

  WireHeaders headers() {
    return head.headers();
  }

  long connectionId() {
    return client.connectionId();
  }

  String clientIp() {
    if (clientIp == null) {
      clientIp =
          clientAddress.equals(client.address()) ? client.ip() : clientAddress.getHostAddress();
    }
    return clientIp;
  }

  @Override
  public String method() {
    return head.method();
  }

  @Override
  public String host() {
    if (host == null) {
      host = Authority.host(head.authority());
    }
    return host;
  }

  @Override
  public String path() {
    return path;
  }

  @Override
  public @Nullable String query() {
    return query;
  }

  @Override
  public HttpHeaders requestHeaders() {
    return head.headers();
  }

  @Override
  public @Nullable String cookie(String name) {
    return Cookies.find(head.headers(), name);
  }

  @Override
  public @Nullable String queryParameter(String name) {
    return Queries.find(query, name);
  }

  @Override
  public InetAddress clientAddress() {
    return clientAddress;
  }
}
