package io.sluice.gateway.proxy;

import io.netty.buffer.ByteBuf;
import io.sluice.gateway.api.Branch;
import io.sluice.gateway.api.Destination;
import io.sluice.gateway.api.GatewayError;
import io.sluice.gateway.api.ReplyBody;
import io.sluice.gateway.event.Worker;
import io.sluice.gateway.filter.ChainRunner;
import io.sluice.gateway.http.FieldName;
import io.sluice.gateway.http.Framing;
import io.sluice.gateway.http.HopByHop;
import io.sluice.gateway.http.Problem;
import io.sluice.gateway.http.ResponseHead;
import io.sluice.gateway.http.WireHeaders;
import io.sluice.gateway.snapshot.DegradeSwitch;
import io.sluice.gateway.snapshot.Route;
import io.sluice.gateway.snapshot.RouteAction;
import io.sluice.gateway.snapshot.RoutedUpstream;
import io.sluice.gateway.snapshot.SnapshotLease;
import io.sluice.gateway.snapshot.UpstreamSplit;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One exchange from the moment its route is known to {@link #finish}, a straight line: filters
 * forth, forward, filters back, stream, finish. Every path ends in {@link #finish}, once. Who
 * begins one knows how it comes to its route, and what is kept of it.
 *
 * <p>Confined to its worker's event loop.
 */
public abstract class ProxyExchange extends ExchangeState {
  private static final Logger LOG = LoggerFactory.getLogger(ProxyExchange.class);

  final RequestBody requestBody;
  private final ResponseBody responseBody;

  private Phase phase = Phase.REQUEST;
  private boolean rerouted;
  private boolean retracted; // a response was taken back before the client saw it
  private @Nullable ChainRunner chain;
  private @Nullable Forwarding forwarding;

  ProxyExchange(Worker worker, SnapshotLease lease, ClientStream client, ExchangeRequest request) {
    super(worker, lease, client, request);
    this.requestBody = new RequestBody(this, client, request.head());
    this.responseBody = new ResponseBody(this, client);
  }

  /** It is over, and filters have been told: what is left to count and to record. */
  abstract void ended();

  // ---- 1. filters, forth

  /** It has a route, and may begin: lets it go along these filters. */
  final void start(ChainRunner filters) {
    chain = filters;
    runRequestFilters(filters);
  }

  private void runRequestFilters(ChainRunner filters) {
    switch (filters.onRequest()) {
      case PASSED -> act(route());
      case PAUSED -> deadline.paused();
      case ANSWERED -> runResponseFilters();
      case REROUTED, ENDED -> {}
    }
  }

  private void act(Route route) {
    RouteAction action = route.action();
    GatewayError withheld = withheld();
    if (withheld != null) {
      fail(withheld);
    } else if (action instanceof RouteAction.Forward forward) {
      UpstreamSplit split = forward.split();
      start(route, split.at(split.isSingle() ? 0 : hash(split.hash())), route.degrade());
    } else {
      RouteAnswer.give(this, action);
    }
  }

  // ---- 2. forward

  private void start(Route route, RoutedUpstream to, @Nullable DegradeSwitch degrade) {
    if (forwarding == null && !aim(route)) { // else it has its target already
      return;
    }
    phase = Phase.FORWARDING;
    Admission admission = new Admission(route.bulkhead(), degrade, to.upstream(), worker);
    Forwarding begun = new Forwarding(this, request, client, worker, route, to, admission);
    forwarding = begun;
    begun.start();
    if (phase == Phase.FORWARDING && begun.equals(forwarding)) {
      requestBody.forwardTo(begun);
    }
  }

  /** Makes the request one of this hop's; false when it is answered instead. */
  private boolean aim(Route route) {
    if (!request.takeHop()) {
      RouteAnswer.asLastHop(this, allowed());
      return false;
    }
    GatewayError wrong = request.rewrite(route.rewrite().path(this));
    if (wrong != null) {
      fail(wrong);
    }
    return wrong == null;
  }

  @Override
  public boolean forwardTo(Destination other) {
    ChainRunner filters = chain;
    if (filters == null || phase != Phase.RESPONSE || !filters.isRunning()) {
      throw new IllegalStateException("forwardTo() outside of onResponse");
    }
    if (rerouted || !filters.hasPassedRequest() || !requestBody.isWhole()) {
      return false;
    }
    rerouted = true;
    closeForwarding();
    responseBody.release();
    forgetResponse();
    filters.reroute();
    start(route(), (RoutedUpstream) other, null);
    return true;
  }

  /** Whether another attempt would still be of use. */
  boolean canRetry() {
    return phase == Phase.FORWARDING;
  }

  void onInformational(ResponseHead head) {
    if (phase == Phase.FORWARDING) {
      HopByHop.strip(head.headers());
      inform(head.status(), head.headers());
    }
  }

  void onResponseHead(ResponseHead head) {
    if (phase != Phase.FORWARDING) {
      return;
    }
    status = head.status();
    ResponseFields.prepare(head.headers(), responseHeaders, worker.httpDate());
    respondWith(head.headers());
    responseBody.from(forwarding());
    runResponseFilters();
  }

  // ---- 3. filters, back

  private void runResponseFilters() {
    phase = Phase.RESPONSE;
    switch (chain == null ? ChainRunner.Outcome.PASSED : chain.onResponse()) {
      case PASSED, ANSWERED -> sendHead();
      case PAUSED -> deadline.paused();
      case REROUTED, ENDED -> {}
    }
  }

  // ---- 4. stream

  private void sendHead() {
    phase = Phase.STREAMING;
    client.head(status, responseHeaders);
    boolean bodyless = Framing.isBodyless(request.method(), status);
    ChainRunner bodyFilters = bodyless || retracted ? null : chain;
    responseBody.begin(bodyFilters, bodyless);
  }

  void onResponseBody(ByteBuf data) {
    responseBody.add(data);
  }

  void onResponseEnd(@Nullable WireHeaders trailers) {
    responseBody.end(trailers);
  }

  /** Filters made the response's body longer or shorter than they, or the origin, announced. */
  void wrongLength() {
    LOG.error("route {}: a filter changed the response's length; {}", routeId(), requestId());
    broken(ProxyErrors.RESPONSE_LENGTH);
  }

  /** What has come of the response so far goes out. */
  void flushResponse() {
    client.flush();
    if (phase == Phase.STREAMING) {
      responseBody.touch(worker, idleNanos);
    }
  }

  void onUpstreamWritable() {
    forwarding().onWritable();
  }

  // ---- the client's side

  /** The client takes more of the response. */
  public void onClientWritable() {
    if (responseBody.isFed()) {
      responseBody.touch(worker, idleNanos);
      responseBody.onClientWritable();
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

  @Override
  void onDeadline() {
    if (requestBody.isCollecting()) {
      broken(ProxyErrors.BODY_TIMEOUT); // the filter waits for the client
    } else if (chain != null && chain.isPaused()) {
      String filter = chain.currentFilter();
      LOG.warn("route {}: filter {} paused {} and never resumed", routeId(), filter, requestId());
      broken(ProxyErrors.FILTER_TIMEOUT.withDetail("The filter " + filter + " took too long."));
    } else {
      if (forwarding != null && !isClientsTime()) {
        forwarding.timedOut();
      }
      broken(isClientsTime() ? ProxyErrors.CLIENT_TIMEOUT : ProxyErrors.REQUEST_TIMEOUT);
    }
  }

  /** Something other than a filter ends the exchange. */
  public void broken(GatewayError why) {
    if (chain != null) {
      chain.breakPause();
    }
    fail(why);
  }

  @Override
  public void fail(GatewayError why) {
    if (phase == Phase.ENDED) {
      return;
    }
    error = why;
    if (phase == Phase.STREAMING) {
      if (!client.retract()) {
        client.abort();
        finish();
        return;
      }
      retracted = true;
      phase = Phase.RESPONSE;
    }
    if (phase != Phase.RESPONSE && !responseHeaders.isEmpty()) {
      respondWith(responseHeaders.copy());
    }
    replyWith(why.status(), Problem.CONTENT_TYPE, Problem.of(why, requestId(), allocator()));
    failing = true;
    responseHeaders.set(FieldName.X_REQUEST_ID, requestId());
    boolean willPass = why.status() == 503 || why.status() == 429;
    if (willPass && !responseHeaders.has(FieldName.RETRY_AFTER)) {
      responseHeaders.set(FieldName.RETRY_AFTER, "1");
    }
    respondUnlessInChain();
  }

  @Override
  public void reply(int newStatus, @Nullable String contentType, ByteBuf body) {
    if (!isFinal(newStatus)) {
      body.release();
      throw notFinal(newStatus);
    }
    if (mayReply()) {
      replyWith(newStatus, contentType, body);
      respondUnlessInChain();
    } else {
      body.release();
    }
  }

  @Override
  public ReplyBody replyStreaming(int newStatus) {
    if (!isFinal(newStatus)) {
      throw notFinal(newStatus);
    }
    StreamedReply body = new StreamedReply(this);
    if (mayReply()) {
      answer(newStatus);
      setDate();
      responseBody.from(body);
      body.flushSoon(); // the head waits for no piece
      respondUnlessInChain();
    }
    return body;
  }

  @Override
  public Branch branch(Branch.Receiver to) {
    if (request.head().length() != 0) {
      throw new IllegalStateException("branch() of a request with a body");
    }
    int behind = chain == null ? -1 : chain.requestFilter();
    if (behind < 0 && !isSettled()) { // else the filter is late, and nothing comes of it
      throw new IllegalStateException("branch() outside of onRequest");
    }
    BranchExchange made = new BranchExchange(this, behind, new BranchStream(to, allocator()));
    asks(made);
    return made;
  }

  private boolean mayReply() {
    boolean tooLate = phase == Phase.ENDED || phase == Phase.STREAMING;
    return !tooLate && !(answered && phase == Phase.REQUEST);
  }

  private void replyWith(int newStatus, @Nullable String contentType, ByteBuf body) {
    answer(newStatus);
    responseBody.local(body);
    if (contentType != null) {
      responseHeaders.set(FieldName.CONTENT_TYPE, contentType);
    }
    if (newStatus != 204 && newStatus != 304) {
      responseHeaders.set(FieldName.CONTENT_LENGTH, Integer.toString(body.readableBytes()));
    }
    setDate();
  }

  /** From here on the response is the gateway's own, whatever there was before. */
  private void answer(int newStatus) {
    if (phase == Phase.RESPONSE) { // an origin's fields do not go with another's body
      responseHeaders = new WireHeaders();
    }
    answered = true;
    failing = false;
    forgetUnanswered();
    deadline.resumed(); // who has paused has come back
    if (chain != null) {
      chain.answeredHere();
    }
    closeForwarding();
    responseBody.release();
    status = newStatus;
  }

  private void setDate() {
    if (!responseHeaders.has(FieldName.DATE)) { // an answer that was kept has its own
      responseHeaders.set(FieldName.DATE, worker.httpDate());
    }
  }

  private void respondUnlessInChain() {
    if (chain == null || !chain.isRunning()) {
      try {
        runResponseFilters();
      } catch (Throwable e) { // a filter's task may have come here: nobody else would end it
        failed(e);
      }
    } else if (phase == Phase.FORWARDING) { // forwardTo() came to nothing while its filter runs
      phase = Phase.RESPONSE;
    }
  }

  @Override
  public void resume() {
    if (phase == Phase.ENDED || chain == null || !chain.resume()) {
      return;
    }
    deadline.resumed();
    try {
      if (phase == Phase.REQUEST) {
        runRequestFilters(chain);
      } else {
        runResponseFilters();
        flushResponse(); // the read whose end would flush was over before the pause
      }
    } catch (Throwable e) {
      failed(e);
    }
  }

  /** A mistake of ours, where nobody else would end the exchange. */
  void failed(Throwable cause) {
    LOG.error("route {}: exchange {} failed", routeId(), requestId(), cause);
    if (phase != Phase.ENDED) {
      error = GatewayError.INTERNAL;
      client.abort();
      finish();
    }
  }

  /** The end, on every path; the second call does nothing. */
  void finish() {
    if (phase == Phase.ENDED) {
      return;
    }
    phase = Phase.ENDED;
    letGo();
    closeForwarding();
    requestBody.release();
    responseBody.release();
    if (chain != null) {
      chain.onComplete();
    }
    ended();
    client.finished();
  }

  private void closeForwarding() {
    if (forwarding != null) {
      forwarding.close();
    }
  }

  // ---- what filters may change

  @Override
  public void holdRequestBody(long nanos) {
    requestBody.holdBack(nanos);
  }

  @Override
  public void holdResponseBody(long nanos) {
    responseBody.holdBack(nanos);
  }

  @Override
  public void bufferRequestBody(int maxBytes, Consumer<ByteBuf> whole) {
    if (!isSettled()) { // a filter that comes back late: the connection may have another request
      requestBody.collect(maxBytes, whole);
    }
  }

  // ---- what parts of the exchange ask each other

  @Nullable Forwarding forwardingOrNull() {
    return forwarding;
  }

  /** Whether the response's body is to come from there. */
  boolean isFedBy(BodySource source) {
    return responseBody.isFedBy(source);
  }

  private Forwarding forwarding() {
    return Objects.requireNonNull(forwarding);
  }

  @Override
  @Nullable ChainRunner chain() {
    return chain;
  }

  boolean holdsRequestBody() {
    return requestBody.isHeldBack();
  }

  /** Whether the origin is to see no more of the request: it is answered here, or given up. */
  public boolean isSettled() {
    return answered || phase == Phase.ENDED;
  }

  @Override
  boolean hasEnded() {
    return phase == Phase.ENDED;
  }

  long requestBytes() {
    return requestBody.bytes();
  }

  long responseBytes() {
    return responseBody.bytes();
  }

  @Override
  public @Nullable String upstreamId() {
    return forwarding == null ? null : forwarding.upstream().id();
  }
}
