package io.sluice.gateway.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.EventExecutor;
import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.api.GatewayError;
import io.sluice.gateway.api.Slot;
import io.sluice.gateway.api.Template;
import io.sluice.gateway.api.Verdict;
import io.sluice.gateway.event.Timeout;
import io.sluice.gateway.event.Worker;
import io.sluice.gateway.filter.ChainRunner;
import io.sluice.gateway.filter.FilterChain;
import io.sluice.gateway.http.FieldName;
import io.sluice.gateway.http.FieldValues;
import io.sluice.gateway.http.HopByHop;
import io.sluice.gateway.http.Problem;
import io.sluice.gateway.http.RequestHead;
import io.sluice.gateway.http.RequestPath;
import io.sluice.gateway.http.ResponseHead;
import io.sluice.gateway.http.WireErrors;
import io.sluice.gateway.http.WireHeaders;
import io.sluice.gateway.routing.RouteEntry;
import io.sluice.gateway.snapshot.HashSource;
import io.sluice.gateway.snapshot.ListenerRules;
import io.sluice.gateway.snapshot.Route;
import io.sluice.gateway.snapshot.RouteAction;
import io.sluice.gateway.snapshot.RoutedUpstream;
import io.sluice.gateway.snapshot.SnapshotLease;
import io.sluice.gateway.snapshot.UpstreamSplit;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One exchange from its request's head to {@link #finish}, a straight line: match, filters forth,
 * forward, filters back, stream, finish. Every path ends in {@link #finish}, once.
 *
 * <p>Confined to its worker's event loop.
 */
public final class ProxyExchange implements Exchange {
  private static final Logger LOG = LoggerFactory.getLogger(ProxyExchange.class);
  private static final Object[] NO_SLOTS = {};

  private enum Phase {
    /** Filters see the request, or one of them has paused. */
    REQUEST,
    /** The origin has the word. */
    FORWARDING,
    /** Filters see the response, or one of them has paused. */
    RESPONSE,
    /** The head has gone to the client. */
    STREAMING,
    ENDED
  }

  private final Worker worker;
  private final SnapshotLease lease;
  private final ClientStream client;
  private final ExchangeRequest request;
  private final RequestBody requestBody;
  private final ResponseBody responseBody;
  private final long startedAt;
  private final Timeout requestTimeout =
      new Timeout() {
        @Override
        protected void expired() {
          onRequestTimeout();
        }
      };

  private Phase phase = Phase.REQUEST;
  private boolean inChain; // a filter is on the stack
  private boolean paused;
  private boolean resumedAtOnce; // resume() came before PAUSE was returned
  private int answers; // replies given by the gateway
  private @Nullable RouteEntry<Route> match;
  private @Nullable ChainRunner chain;
  private @Nullable Forwarding forwarding;
  private Object[] slots = NO_SLOTS;
  private WireHeaders responseHeaders = new WireHeaders();
  private int status;
  private @Nullable ByteBuf localBody;
  private @Nullable GatewayError error;
  private @Nullable String consumer;

  public ProxyExchange(
      Worker worker, SnapshotLease lease, ClientStream client, ClientInfo info, RequestHead head) {
    this.worker = worker;
    this.lease = lease;
    this.client = client;
    this.request = new ExchangeRequest(head, info);
    this.requestBody = new RequestBody(this, client, head);
    this.responseBody = new ResponseBody(this, client);
    this.startedAt = worker.nanos();
  }

  // ---- 1. match

  /** Starts the exchange. */
  public void begin(ListenerRules rules) {
    lease.exchangeBegan();
    GatewayError wrong = request.prepare(rules, worker);
    if (wrong != null) {
      fail(wrong);
      return;
    }
    RouteEntry<Route> found = lease.snapshot().routes().match(request);
    if (found == null) {
      noRoute();
      return;
    }
    match = found;
    Route route = found.value();
    FilterChain filters = route.chain();
    chain = new ChainRunner(filters, this);
    slots = filters.slots() == 0 ? NO_SLOTS : new Object[filters.slots()];
    route.metrics().started(worker.index());
    if (route.requestNanos() > 0) {
      worker.timers().start(requestTimeout, startedAt, route.requestNanos());
    }
    runRequestFilters(chain, route);
  }

  /** Starts and ends an exchange whose request is refused before it could be understood. */
  public void refuse(GatewayError why) {
    lease.exchangeBegan();
    request.identify(worker);
    fail(why);
  }

  private void noRoute() {
    Set<String> allowed = lease.snapshot().routes().allowedMethods(request);
    if (allowed.isEmpty()) {
      fail(ProxyErrors.NO_ROUTE);
    } else {
      responseHeaders.set(FieldName.ALLOW, String.join(", ", allowed));
      fail(ProxyErrors.METHOD_NOT_ALLOWED);
    }
  }

  // ---- 2. filters, forth

  private void runRequestFilters(ChainRunner filters, Route route) {
    while (true) {
      int before = answers;
      resumedAtOnce = false;
      inChain = true;
      Verdict verdict = filters.onRequest();
      inChain = false;
      if (phase == Phase.ENDED) {
        return;
      }
      if (answers > before) {
        runResponseFilters();
        return;
      }
      if (verdict == Verdict.CONTINUE) {
        act(route);
        return;
      }
      if (verdict == Verdict.DONE) {
        fail(ChainRunner.FILTER_ERROR.withDetail(filters.currentFilter() + " gave no answer."));
        return;
      }
      if (!resumedAtOnce) {
        paused = true;
        return;
      }
    }
  }

  private void act(Route route) {
    RouteAction action = route.action();
    if (action instanceof RouteAction.Forward forward) {
      forward(route, forward.split());
    } else if (action instanceof RouteAction.Redirect redirect) {
      responseHeaders.set(FieldName.LOCATION, redirect.location().renderUri(this));
      reply(redirect.status(), null, Unpooled.EMPTY_BUFFER);
    } else if (action instanceof RouteAction.Direct direct) {
      for (Map.Entry<String, Template> field : direct.headers()) {
        responseHeaders.set(field.getKey(), FieldValues.clean(field.getValue().render(this)));
      }
      byte[] body = direct.body().render(this).getBytes(StandardCharsets.UTF_8);
      reply(
          direct.status(),
          responseHeaders.has(FieldName.CONTENT_TYPE) ? null : "text/plain; charset=utf-8",
          Unpooled.wrappedBuffer(body));
    }
  }

  // ---- 3. forward

  private void forward(Route route, UpstreamSplit split) {
    phase = Phase.FORWARDING;
    String rewritten = route.rewrite().path(this);
    if (rewritten != null) {
      if (!RequestPath.isResolved(rewritten)) { // a value such as ".." must not lead elsewhere
        fail(WireErrors.PATH_ABOVE_ROOT);
        return;
      }
      request.target(rewritten, request.query());
    }
    RoutedUpstream to = split.isSingle() ? split.at(0) : split.at(hash(split.hash()));
    Forwarding begun = new Forwarding(this, request, client, worker, route, to);
    forwarding = begun;
    begun.start();
    if (phase != Phase.ENDED) {
      requestBody.forwardTo(begun);
    }
  }

  private long hash(HashSource source) {
    String value = source.valueIn(this);
    return value == null ? worker.random().nextLong() : HashSource.hash(value);
  }

  /** Whether another attempt would still be of use. */
  boolean canRetry() {
    return phase == Phase.FORWARDING;
  }

  void onInformational(ResponseHead head) {
    if (phase == Phase.FORWARDING) {
      HopByHop.strip(head.headers());
      client.informational(head.status(), head.headers());
      client.flush();
    }
  }

  void onResponseHead(ResponseHead head) {
    if (phase != Phase.FORWARDING) {
      return;
    }
    forwarding().commit();
    status = head.status();
    WireHeaders fields = head.headers();
    HopByHop.strip(fields);
    if (!responseHeaders.isEmpty()) { // what filters set ahead
      for (String name : responseHeaders.names()) {
        fields.set(name, responseHeaders.getAll(name));
      }
    }
    responseHeaders = fields;
    responseBody.fromUpstream(forwarding());
    runResponseFilters();
  }

  // ---- 4. filters, back

  private void runResponseFilters() {
    phase = Phase.RESPONSE;
    ChainRunner filters = chain;
    while (filters != null) {
      int before = answers;
      resumedAtOnce = false;
      inChain = true;
      Verdict verdict = filters.onResponse();
      inChain = false;
      if (phase == Phase.ENDED) {
        return;
      }
      if (verdict == Verdict.CONTINUE) {
        break;
      }
      if (verdict == Verdict.DONE && answers == before) {
        inChain = true;
        fail(ChainRunner.FILTER_ERROR.withDetail(filters.currentFilter() + " gave no answer."));
        inChain = false;
      }
      if (verdict == Verdict.PAUSE && !resumedAtOnce) {
        paused = true;
        return;
      }
    }
    sendHead();
  }

  // ---- 5. stream

  private void sendHead() {
    phase = Phase.STREAMING;
    client.head(status, responseHeaders);
    boolean bodyless = status == 204 || status == 304 || request.method().equals("HEAD");
    ChainRunner bodyFilters = bodyless ? null : chain;
    ByteBuf local = localBody;
    if (local == null) {
      responseBody.begin(bodyFilters, true);
    } else {
      localBody = null;
      responseBody.begin(bodyFilters, false);
      responseBody.add(local);
      if (phase != Phase.ENDED) {
        responseBody.end(null);
      }
    }
  }

  void onResponseBody(ByteBuf data) {
    responseBody.add(data);
  }

  void onResponseEnd(@Nullable WireHeaders trailers) {
    responseBody.end(trailers);
  }

  void onUpstreamReadComplete() {
    client.flush();
    if (phase == Phase.STREAMING) {
      responseBody.touch(worker, route().idleNanos());
    }
  }

  void onUpstreamWritable() {
    forwarding().onWritable();
  }

  // ---- the client's side

  /** A piece of the request's body; takes ownership. */
  public void onRequestBody(ByteBuf data) {
    if (phase == Phase.ENDED) {
      data.release();
    } else {
      requestBody.add(data);
    }
  }

  /** The request is complete. */
  public void onRequestEnd(@Nullable WireHeaders trailers) {
    if (phase != Phase.ENDED) {
      requestBody.end(trailers);
    }
  }

  /** All that was received in one go has been told. */
  public void onClientReadComplete() {
    if (forwarding != null) {
      forwarding.flush();
    }
  }

  /** The client takes more of the response. */
  public void onClientWritable() {
    responseBody.touch(worker, match == null ? 0 : match.value().idleNanos());
    if (forwarding != null) {
      forwarding.reading(true);
    }
  }

  /** The client has gone. */
  public void onClientGone() {
    if (phase != Phase.ENDED) {
      error = ProxyErrors.CLIENT_CLOSED;
      status = ProxyErrors.CLIENT_CLOSED.status();
      finish();
    }
  }

  // ---- errors and the end

  private void onRequestTimeout() {
    worker.timers().start(requestTimeout, route().requestNanos()); // filters may hold that up too
    if (paused) {
      paused = false;
      String filter = chain == null ? "none" : chain.currentFilter();
      LOG.warn("route {}: filter {} paused {} and never resumed", routeId(), filter, requestId());
      fail(ProxyErrors.FILTER_TIMEOUT.withDetail("The filter " + filter + " took too long."));
    } else {
      fail(ProxyErrors.REQUEST_TIMEOUT);
    }
  }

  @Override
  public void fail(GatewayError why) {
    if (phase == Phase.ENDED) {
      return;
    }
    error = why;
    if (phase == Phase.STREAMING) {
      client.abort();
      finish();
      return;
    }
    replyWith(why.status(), Problem.CONTENT_TYPE, Problem.of(why, requestId(), allocator()));
    responseHeaders.set(FieldName.X_REQUEST_ID, requestId());
    if (why.status() == 503 || why.status() == 429) {
      if (!responseHeaders.has(FieldName.RETRY_AFTER)) {
        responseHeaders.set(FieldName.RETRY_AFTER, "1");
      }
    }
    respondUnlessInChain();
  }

  @Override
  public void reply(int newStatus, @Nullable String contentType, ByteBuf body) {
    if (!isFinal(newStatus)) {
      body.release();
      throw notFinal(newStatus);
    }
    if (phase == Phase.ENDED
        || phase == Phase.STREAMING
        || (answers > 0 && phase == Phase.REQUEST)) {
      body.release();
      return;
    }
    replyWith(newStatus, contentType, body);
    respondUnlessInChain();
  }

  private void replyWith(int newStatus, @Nullable String contentType, ByteBuf body) {
    if (phase == Phase.RESPONSE) { // an origin's fields do not go with another's body
      responseHeaders = new WireHeaders();
    }
    answers++;
    if (chain != null) {
      chain.answeredHere();
    }
    closeForwarding();
    responseBody.release();
    releaseLocalBody();
    localBody = body;
    status = newStatus;
    if (contentType != null) {
      responseHeaders.set(FieldName.CONTENT_TYPE, contentType);
    }
    if (newStatus != 204 && newStatus != 304) {
      responseHeaders.set(FieldName.CONTENT_LENGTH, Integer.toString(body.readableBytes()));
    }
    responseHeaders.set(FieldName.DATE, worker.httpDate());
  }

  private void respondUnlessInChain() {
    paused = false;
    if (!inChain) {
      runResponseFilters();
    }
  }

  @Override
  public void resume() {
    if (phase == Phase.ENDED || (answers > 0 && phase == Phase.REQUEST)) {
      return;
    }
    if (inChain) {
      resumedAtOnce = true;
      return;
    }
    if (!paused) {
      if (phase == Phase.STREAMING) { // it was cut, and answered for, before it came back
        return;
      }
      throw new IllegalStateException("resume() without PAUSE");
    }
    paused = false;
    if (phase == Phase.REQUEST) {
      runRequestFilters(Objects.requireNonNull(chain), route());
    } else {
      runResponseFilters();
      onUpstreamReadComplete(); // the read whose end would flush was over before the pause
    }
  }

  /** The end, on every path; the second call does nothing. */
  void finish() {
    if (phase == Phase.ENDED) {
      return;
    }
    phase = Phase.ENDED;
    requestTimeout.cancel();
    closeForwarding();
    requestBody.release();
    responseBody.release();
    releaseLocalBody();
    if (chain != null) {
      chain.onComplete();
    }
    ExchangeRecord.write(this, lease.snapshot(), worker, match == null ? null : route());
    lease.exchangeEnded();
    client.finished();
  }

  private void closeForwarding() {
    if (forwarding != null) {
      forwarding.close();
    }
  }

  private void releaseLocalBody() {
    if (localBody != null) {
      localBody.release();
      localBody = null;
    }
  }

  // ---- what parts of the exchange ask each other

  ExchangeRequest request() {
    return request;
  }

  @Nullable Forwarding forwardingOrNull() {
    return forwarding;
  }

  private Forwarding forwarding() {
    return Objects.requireNonNull(forwarding);
  }

  @Nullable ChainRunner chain() {
    return chain;
  }

  private Route route() {
    return Objects.requireNonNull(match).value();
  }

  /** Whether the origin is to see no more of the request: it is answered here, or given up. */
  boolean isSettled() {
    return answers > 0 || phase == Phase.ENDED;
  }

  long requestBytes() {
    return requestBody.bytes();
  }

  long responseBytes() {
    return responseBody.bytes();
  }

  // ---- Exchange

  @Override
  public String requestId() {
    return request.requestId();
  }

  @Override
  public String routeId() {
    return match == null ? "" : match.id();
  }

  @Override
  public @Nullable String upstreamId() {
    return forwarding == null ? null : forwarding.upstream().id();
  }

  @Override
  public String method() {
    return request.method();
  }

  @Override
  public String scheme() {
    return request.client().scheme();
  }

  @Override
  public String host() {
    return request.host();
  }

  @Override
  public String path() {
    return request.path();
  }

  @Override
  public @Nullable String query() {
    return request.query();
  }

  @Override
  public void forwardAs(String path, @Nullable String query) {
    request.target(path, query);
  }

  @Override
  public WireHeaders requestHeaders() {
    return request.headers();
  }

  @Override
  public long requestBodyLength() {
    return request.head().length();
  }

  @Override
  public InetAddress clientAddress() {
    return request.clientAddress();
  }

  @Override
  public String clientIp() {
    return request.clientIp();
  }

  @Override
  public @Nullable String pathParameter(String name) {
    return match == null ? null : match.pathParameter(request.path(), name);
  }

  @Override
  public @Nullable String queryParameter(String name) {
    return request.queryParameter(name);
  }

  @Override
  public @Nullable String cookie(String name) {
    return request.cookie(name);
  }

  @Override
  public @Nullable String consumer() {
    return consumer;
  }

  @Override
  public void consumer(String id) {
    consumer = id;
  }

  @Override
  public int status() {
    return status;
  }

  @Override
  public void status(int replaced) {
    if (!isFinal(replaced)) {
      throw notFinal(replaced);
    }
    status = replaced;
  }

  private static boolean isFinal(int code) {
    return code >= 200 && code <= 599;
  }

  private static IllegalArgumentException notFinal(int code) {
    return new IllegalArgumentException("status: " + code + " (expected: 200 to 599)");
  }

  @Override
  public WireHeaders responseHeaders() {
    return responseHeaders;
  }

  @Override
  public @Nullable GatewayError error() {
    return error;
  }

  @Override
  public void bufferRequestBody(int maxBytes, Consumer<ByteBuf> whole) {
    requestBody.collect(maxBytes, whole);
  }

  @Override
  @SuppressWarnings("unchecked") // set(Slot<T>, T) put it there
  public <T> @Nullable T get(Slot<T> slot) {
    return (T) slots[slot.index()];
  }

  @Override
  public <T> void set(Slot<T> slot, @Nullable T value) {
    slots[slot.index()] = value;
  }

  @Override
  public EventExecutor executor() {
    return worker.loop();
  }

  @Override
  public ByteBufAllocator allocator() {
    return client.allocator();
  }

  @Override
  public long elapsedNanos() {
    return worker.nanos() - startedAt;
  }
}
