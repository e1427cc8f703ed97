package io.sluice.gateway.api;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetAddress;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One request and its response, whatever protocol carries them on either side.
 *
 * <p>Confined to {@link #executor()}: every method must be called there. Work done elsewhere comes
 * back with {@code exchange.executor().execute(...)}. An exchange that has ended ignores what comes
 * late.
 */
public interface Exchange {

  /**
   * The request's id: the client's own where it is trusted, else made here; at most 128 visible
   * ASCII characters.
   */
  String requestId();

  /** Id of the matched route. */
  String routeId();

  /** Id of the upstream chosen, or null when the route has none or it is not chosen yet. */
  @Nullable String upstreamId();

  // ---- request

  /** The method as sent: a token, case-sensitive. */
  String method();

  /** {@code http} or {@code https}, as the client sees it; of a trusted proxy, what that says. */
  String scheme();

  /** The request's host in lower case, without port; empty when an HTTP/1.0 client named none. */
  String host();

  /**
   * The request's host as sent, with its port if it has one; empty when an HTTP/1.0 client named
   * none. For who has to see what the client has written; {@link #host()} is what it means.
   */
  String authority();

  /**
   * The target as sent, in origin form: path and query, neither normalised nor rewritten; {@code *}
   * for the server as a whole. For who has to see what the client has written: what a filter
   * decides about it must go by {@link #path()}, which the origin gets.
   */
  String target();

  /** The normalised path that was matched, still percent-encoded; starts with a slash. */
  String path();

  /** The raw query without its question mark, or null. */
  @Nullable String query();

  /**
   * Sets the path and query that go to the origin; {@link #path()} and {@link #query()} stay what
   * was matched. A route that rewrites paths replaces the path, and keeps the query.
   */
  void forwardAs(String path, @Nullable String query);

  /** The path that goes to the origin so far, before the route rewrites it. */
  String forwardPath();

  /** The raw query that goes to the origin so far, or null. */
  @Nullable String forwardQuery();

  /**
   * The path that the origin gets if nothing changes any more: {@link #forwardPath()}, or what the
   * route's rewriting makes of the exchange as it is.
   */
  String originPath();

  /** The request's end-to-end fields; changes go to the origin. */
  HttpHeaders requestHeaders();

  /**
   * Keeps a request field for what the gateway says to the origin: whatever the client has sent
   * under its name, in head or trailers, does not go there, nor what stands under names that
   * origins may take for it (CGI, WSGI and PHP cannot tell {@code X_User} from {@code x-user}). A
   * filter calls this first, and then sets the field, or does not.
   */
  void reserve(CharSequence name);

  /** Bytes of request body announced: 0 for none, -1 for a length not known ahead. */
  long requestBodyLength();

  /** The client's address, after {@code trusted_proxies}. */
  InetAddress clientAddress();

  /** {@link #clientAddress()} as text. */
  String clientIp();

  /**
   * Whether the peer is a trusted proxy of the listener: what it says in Forwarded and
   * X-Forwarded-* goes on to the origin, and what others say in them does not.
   */
  boolean isFromTrustedProxy();

  /** A variable of the matched path template, still percent-encoded, or null. */
  @Nullable String pathParameter(String name);

  /** The first value of a query parameter, percent-decoded, or null. */
  @Nullable String queryParameter(String name);

  /** The value of a cookie, or null. */
  @Nullable String cookie(String name);

  /** Id of the authenticated caller, or null. */
  @Nullable String consumer();

  /** The authenticated caller and what is known of it, or null. */
  @Nullable Identity identity();

  /** Says who the caller is; for authentication filters. */
  void identity(Identity caller);

  /**
   * Says how callers may authenticate, where one was let through who did not: values of
   * WWW-Authenticate, for a filter behind that needs to know who calls.
   */
  void challenges(List<String> values);

  /** What {@link #challenges(List)} has said; else empty. */
  List<String> challenges();

  /**
   * Number of the client's connection, unique in this process: exchanges that have it come one
   * after another on one connection.
   */
  long connectionId();

  // ---- response

  /** Status of the response, or 0 before it is known. */
  int status();

  /** Replaces the status, 200 to 599; only in {@link Filter#onResponse}. */
  void status(int status);

  /**
   * The response's end-to-end fields; changes made before or in {@link Filter#onResponse} go to the
   * client. Before there is a response, what is set here replaces the origin's field of that name;
   * where several lines have their say (Link, Server-Timing, Set-Cookie, Vary, Via, Warning,
   * WWW-Authenticate) it stands beside the origin's own. A field that is removed from the request's
   * or the response's does not come in as a trailer either.
   */
  HttpHeaders responseHeaders();

  /** The error that ended or shaped this exchange, or null. */
  @Nullable GatewayError error();

  // ---- decisions

  /**
   * Sends an informational response, such as 103, ahead of the answer; where one is given already
   * it is left out.
   *
   * @param status 102 to 199
   * @param fields end-to-end ones
   */
  void inform(int status, HttpHeaders fields);

  /**
   * Answers from the gateway; {@link #responseHeaders()} set so far go along, and {@code date}
   * unless it is among them. The filter then returns {@link Verdict#DONE}. The second answer to one
   * exchange is ignored and its body released.
   *
   * @param status 200 to 599
   * @param contentType of the body; null when there is none
   * @param body ownership passes to the engine
   */
  void reply(int status, @Nullable String contentType, ByteBuf body);

  /**
   * Answers from the gateway with a body that comes piece by piece; to be called in {@link
   * Filter#onRequest}, which then returns {@link Verdict#DONE}, or while it pauses. As with {@link
   * #reply} the {@link #responseHeaders()} set so far go along, {@code content-length} among them
   * if the length is known, and {@code date} unless it is set. The response passes the filters in
   * front; to HEAD, and with 204 and 304, it has no body. Pieces may come as long apart as the
   * route's idle timeout says. Where {@link #reply} would be ignored the pieces are released.
   *
   * @param status 200 to 599
   */
  ReplyBody replyStreaming(int status);

  /**
   * Answers with {@code application/problem+json} (RFC 9457); the filter then returns {@link
   * Verdict#DONE}.
   */
  void fail(GatewayError error);

  /**
   * Keeps the request from the origin: when every filter has passed it on, the exchange fails with
   * {@code why} instead of being forwarded. So filters behind the one that calls, which may have to
   * know the caller, have their say all the same. To be called in {@link Filter#onRequest}; the
   * first call counts.
   */
  void withhold(GatewayError why);

  /**
   * Why the request is kept from the origin, see {@link #withhold}; null when it is not. What a
   * filter does for the origin's sake only, it may then leave.
   */
  @Nullable GatewayError withheld();

  /**
   * Takes the response back and asks another upstream instead, at most once for each exchange; to
   * be called in {@link Filter#onResponse}, which then returns {@link Verdict#PAUSE}. What comes of
   * it passes the filters in front of the one that calls; of the response's fields those stay that
   * were set before there was a response.
   *
   * @return false when it cannot be: a filter has refused the request before every filter had
   *     passed it on; a part of the request's body has been sent and is not there to be sent again;
   *     or it has been done before. Then nothing has changed
   */
  boolean forwardTo(Destination other);

  /**
   * Has an upstream that chooses by hash take one of so many endpoints for what hashes alike, by
   * chance: for what so many ask for that it would be too much for one. To be called in {@link
   * Filter#onRequest}.
   *
   * @param ways 1 or more; 1 = the one endpoint as ever
   */
  void spread(int ways);

  /**
   * Says of which failures the client would rather not hear as long as there is an old answer: for
   * a filter behind that keeps responses. To be called in {@link Filter#onRequest}; the last call
   * counts.
   */
  void preferStale(StaleInstead to);

  /** What {@link #preferStale} has said; null when nobody has. */
  @Nullable StaleInstead staleInstead();

  /**
   * Replaces the route's timeouts for this exchange; to be called in {@link Filter#onRequest}.
   *
   * @param requestNanos for the whole of it, from its start; 0 = for ever, negative = as it is
   * @param idleNanos between two pieces of a body; 0 = for ever, negative = as it is
   */
  void timeouts(long requestNanos, long idleNanos);

  /**
   * Notes that the client waits no longer than so many nanoseconds from the exchange's start, and
   * ends the exchange then if nothing ends it before; it never gets more time. The client is
   * answered as when the route's own time is up, but nobody else is blamed: what a client writes
   * must neither open a breaker nor have an endpoint ejected.
   *
   * @param requestNanos more than 0
   */
  void clientWaits(long requestNanos);

  /**
   * Nanoseconds until the exchange's time is up, 0 when it is; {@link Long#MAX_VALUE} when it may
   * take for ever.
   */
  long remainingNanos();

  /**
   * Stops the request's body for so long: what was read already waits, and no more is read. To be
   * called in {@link RequestBodyFilter#onRequestBody}, whose piece still goes on; with 0 also in
   * {@link Filter#onRequest}, so that what comes with the head passes in small pieces.
   */
  void holdRequestBody(long nanos);

  /**
   * Stops the response's body for so long: what was read already waits, and no more is read. To be
   * called in {@link ResponseBodyFilter#onResponseBody}, whose piece still goes on, or in {@link
   * Filter#onResponse}, before the first.
   */
  void holdResponseBody(long nanos);

  /** Goes on after {@link Verdict#PAUSE}; without one it is an {@link IllegalStateException}. */
  void resume();

  /**
   * Collects the request's whole body before the chain goes on; to be called in {@link
   * Filter#onRequest}, which then returns {@link Verdict#PAUSE}, or later while it pauses. A longer
   * body ends the exchange with 413. The engine still forwards the body.
   *
   * @param maxBytes 1 to {@link Integer#MAX_VALUE}
   * @param whole called once on {@link #executor()} with the body, borrowed; it ends with {@link
   *     #resume()}, {@link #reply} or {@link #fail}
   */
  void bufferRequestBody(int maxBytes, Consumer<ByteBuf> whole);

  /**
   * A question to another upstream, to be completed and asked by a filter that needs the answer to
   * go on; it then returns {@link Verdict#PAUSE} and ends the pause when it is told.
   *
   * @param to from {@link FilterContext#upstream}; the factory names it in {@link
   *     FilterFactory#upstreams}
   * @param method a token
   * @param target path and query; begins with a slash
   * @throws IllegalArgumentException when method or target could not stand in a request line
   */
  Question question(Destination to, String method, String target);

  /**
   * An exchange of the filter's own with a copy of this one's request, as it is by now: method,
   * host, path and query, also those set with {@link #forwardAs}, fields, client, id, and what is
   * known of the caller. It passes the filters behind the one that calls, with slots of its own,
   * and is forwarded with the route's retries, timeouts and limits; its response comes back through
   * those filters, and to {@code to}. It goes on when this exchange ends, and a gateway that drains
   * waits for it. {@code sluice_requests_total} and the access log know only this one: under the
   * upstream that has answered the branch, if that was told before it was answered itself.
   *
   * <p>To be called in {@link Filter#onRequest}, or while the filter pauses.
   *
   * @throws IllegalStateException elsewhere, or when the request has a body
   */
  Branch branch(Branch.Receiver to);

  /**
   * What this client's GET of another target of the same host would be, before any filter: for who
   * has to know its route, its path or the key that a cache has for it. Fields and caller are this
   * exchange's as they are by now; the routes are those of the config in force by now. It is never
   * sent: it has ended.
   *
   * @param target path and query; begins with a slash
   * @return null when no route takes it, or it is no target
   */
  @Nullable Exchange asGetOf(String target);

  // ---- state and tools

  /** What the filter keeps for this exchange, or null. */
  <T> @Nullable T get(Slot<T> slot);

  /** Keeps a value for this exchange. */
  <T> void set(Slot<T> slot, @Nullable T value);

  /**
   * Adds to the story that the access log tells of this exchange, such as {@code breaker=open}.
   *
   * @param event a few words, from a bounded set; without line breaks and semicolons
   */
  void note(String event);

  /**
   * Says what a cache did with the request, for the access log; the last word counts.
   *
   * @param how of a bounded set, such as {@code hit}
   */
  void cached(String how);

  /** The event loop that this exchange lives on. */
  EventExecutor executor();

  /** Allocator of the connection. */
  ByteBufAllocator allocator();

  /** Nanoseconds since the request head was complete. */
  long elapsedNanos();
}
