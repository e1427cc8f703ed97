package io.sluice.gateway.proxy;

import io.netty.buffer.ByteBuf;
import io.sluice.gateway.api.GatewayError;
import io.sluice.gateway.client.ClientErrors;
import io.sluice.gateway.client.UpstreamConnection;
import io.sluice.gateway.event.Timeout;
import io.sluice.gateway.event.Worker;
import io.sluice.gateway.http.FieldName;
import io.sluice.gateway.http.ResponseHead;
import io.sluice.gateway.http.WireHeaders;
import io.sluice.gateway.observe.RouteMetrics;
import io.sluice.gateway.observe.UpstreamMetrics.Retry;
import io.sluice.gateway.snapshot.RetryPolicy;
import io.sluice.gateway.snapshot.Rewrite;
import io.sluice.gateway.snapshot.Route;
import io.sluice.gateway.snapshot.RoutedUpstream;
import io.sluice.gateway.upstream.PooledEndpoint;
import io.sluice.gateway.upstream.Upstream;
import org.jspecify.annotations.Nullable;

/**
 * The upstream half of an exchange: admission, the attempts one after another, and the request's
 * body on its way. What an attempt brings goes on to the exchange, unless another attempt is to be
 * made.
 */
final class Forwarding implements BodySource {
  private final ProxyExchange exchange;
  private final ExchangeRequest request;
  private final ClientStream client;
  private final Worker worker;
  private final Route route;
  private final RoutedUpstream to;
  private final Admission admission;
  private final EndpointChoice choice;
  private final @Nullable RequestRelay relay; // null: the request has no body
  private final @Nullable Hedging hedging; // null: nothing is sent twice at once
  private long upstreamNanos = -1;

  private @Nullable Attempt attempt;
  private @Nullable PooledEndpoint endpoint; // of the last attempt
  private int attempts;
  private boolean staleRetried;
  private @Nullable Timeout backoff;
  private @Nullable UploadStall stalled; // while the origin takes nothing more of the body

  Forwarding(
      ProxyExchange exchange,
      ExchangeRequest request,
      ClientStream client,
      Worker worker,
      Route route,
      RoutedUpstream to,
      Admission admission) {
    this.exchange = exchange;
    this.request = request;
    this.client = client;
    this.worker = worker;
    this.route = route;
    this.to = to;
    this.admission = admission;
    this.choice = new EndpointChoice(exchange, to, worker);
    this.relay = RequestRelay.of(request, mayRepeat(request.method()), client.allocator());
    this.hedging = relay != null ? null : Hedging.of(this, route.hedge(), request.method(), worker);
  }

  /** Safe to send twice, because the route says so or because it is idempotent (RFC 9110 9.2.2). */
  private boolean mayRepeat(String method) {
    return RetryPolicy.isIdempotent(method) || route.retry().mayRepeat(method);
  }

  Upstream upstream() {
    return to.upstream();
  }

  /** The last endpoint tried, or null. */
  @Nullable PooledEndpoint endpoint() {
    return endpoint;
  }

  RouteMetrics routeMetrics() {
    return to.routeMetrics();
  }

  int attempts() {
    return attempts;
  }

  /** How long the last attempt took, or takes so far; -1 without one. */
  long upstreamNanos() {
    return attempt == null ? upstreamNanos : attempt.nanos();
  }

  // ---- attempts

  void start() {
    GatewayError refusal = admission.enter();
    if (refusal != null) {
      exchange.broken(refusal);
      return;
    }
    to.upstream().retryBudget().deposit(route.retry().budgetPercent());
    tryNext();
  }

  private void tryNext() {
    PooledEndpoint next = choice.next();
    if (next == null) {
      tellUnwell();
      exchange.broken(ProxyErrors.NO_ENDPOINT);
      return;
    }
    begin(next, false, choice.nowNanos());
  }

  private void begin(PooledEndpoint next, boolean fresh, long now) {
    Attempt begun = attemptAt(next, now);
    attempt = begun;
    endpoint = next;
    if (hedging != null) {
      hedging.watch();
    }
    begun.begin(fresh);
  }

  /** A further attempt, not begun. */
  Attempt attemptAt(PooledEndpoint next, long now) {
    attempts++;
    return new Attempt(
        this, exchange, next, worker, now, route.bulkhead(), patience(), exchange.idleNanos);
  }

  /** Where a request that is slow to be answered may be sent as well; null when nowhere. */
  @Nullable PooledEndpoint hedgeTarget() {
    if (attempt == null || endpoint == null || !exchange.canRetry()) {
      return null;
    }
    choice.exclude(endpoint);
    PooledEndpoint next = choice.nextUntried();
    return next != null && withdraw() ? next : null;
  }

  /** How long an attempt may take, where another could follow. */
  private long patience() {
    return route.retry().mayRepeat(request.method()) ? route.retry().perTryNanos() : 0;
  }

  void attemptEnded(long nanos) {
    upstreamNanos = nanos;
    to.metrics().completed(worker.index(), nanos);
  }

  /** Whether it is the origin's turn: it has the whole request, or the client waits for its 100. */
  boolean isUploaded() {
    return relay == null
        || relay.isEnded()
        || (request.head().expectsContinue() && relay.isUntouched());
  }

  void onConnected(Attempt by, UpstreamConnection connection) {
    WireHeaders headers = request.headers();
    Rewrite rewrite = route.rewrite();
    if (rewrite.host() == Rewrite.Host.FIXED) {
      headers.set(FieldName.HOST, rewrite.fixedHost());
    } else if (rewrite.host() == Rewrite.Host.UPSTREAM || request.head().authority().isEmpty()) {
      headers.set(FieldName.HOST, by.endpoint().name());
    }
    boolean chunked = relay != null && relay.isChunked();
    connection.send(by, request.method(), request.target(), headers, chunked);
    if (relay == null) {
      connection.sendEnd(null);
    } else {
      relay.attach(connection);
      client.reading(connection.isWritable() && !exchange.holdsRequestBody());
      if (!connection.isWritable()) {
        stalled(connection);
      }
    }
    connection.flush();
  }

  /** The attempt brought no response; it is another's turn, or the exchange's. */
  void onFailed(Attempt failed, GatewayError error, boolean stale) {
    if (outrun(failed)) {
      return;
    }
    detach();
    boolean untried = error.equals(ClientErrors.POOL_FULL);
    if (!stale && !untried) {
      countRetry(Retry.FAILED);
    }
    if (!exchange.canRetry()) {
      exchange.broken(error);
      return;
    }
    PooledEndpoint last = endpoint;
    if (untried) {
      tryOneWithRoom(error);
    } else if (stale
        && !staleRetried
        && last != null
        && isReplayable()
        && mayRepeat(request.method())) {
      staleRetried = true;
      attempts--;
      begin(last, true, worker.nanos());
    } else if (route.retry().wants(error, request.method(), isReplayable()) && takeRetry()) {
      retryLater();
    } else {
      exchange.broken(error);
    }
  }

  /** Nothing was asked of a full endpoint, so going on to the next is no retry. */
  private void tryOneWithRoom(GatewayError error) {
    exclude();
    PooledEndpoint next = choice.nextUntried();
    if (next == null) {
      exchange.broken(error);
    } else {
      attempts--;
      begin(next, false, choice.nowNanos());
    }
  }

  private boolean isReplayable() {
    return relay == null || relay.isReplayable();
  }

  private boolean takeRetry() {
    return attempts - hedges() <= route.retry().attempts() && withdraw();
  }

  private boolean withdraw() {
    if (to.upstream().retryBudget().withdraw()) {
      return true;
    }
    to.metrics().retried(worker.index(), Retry.OVER_BUDGET);
    exchange.note("retry_budget=spent");
    return false;
  }

  private void exclude() {
    if (endpoint != null) {
      choice.exclude(endpoint);
    }
  }

  private void retryLater() {
    exclude();
    long pause = route.retry().backoffNanos(attempts + 1, worker.random());
    if (pause == 0) {
      tryNext();
      return;
    }
    Timeout wait =
        new Timeout() {
          @Override
          protected void expired() {
            tryNext();
          }
        };
    backoff = wait;
    worker.timers().start(wait, pause);
  }

  /** Whether that head is a failure that is tried again; then the exchange never sees it. */
  boolean retries(Attempt by, ResponseHead head) {
    RetryPolicy policy = route.retry();
    if (policy.onStatus(head.status()) && outrun(by)) {
      by.abandon(head);
      return true;
    }
    if (!policy.onStatus(head.status())
        || !policy.mayRepeat(request.method())
        || !isReplayable()
        || !exchange.canRetry()
        || !takeRetry()) {
      return false;
    }
    countRetry(Retry.FAILED);
    by.abandon(head);
    detach();
    retryLater();
    return true;
  }

  private void countRetry(Retry outcome) {
    if (attempts - hedges() > 1) {
      to.metrics().retried(worker.index(), outcome);
    }
  }

  private int hedges() {
    return hedging == null ? 0 : hedging.made();
  }

  /** Whether the exchange goes on without an attempt that has failed: others still run. */
  private boolean outrun(Attempt failed) {
    if (hedging == null) {
      return false;
    }
    if (!failed.equals(attempt)) {
      hedging.ended(failed);
      return true;
    }
    Attempt next = hedging.takeOver();
    if (next == null) {
      return false;
    }
    lead(next);
    return true;
  }

  private void lead(Attempt next) {
    attempt = next;
    endpoint = next.endpoint();
  }

  /** The attempt's response is the exchange's: no other attempt goes on. */
  void commit(Attempt by, int status) {
    admission.judge(status >= 500);
    if (hedging != null) {
      settle(hedging, by);
    }
    if (attempts > 1) {
      exchange.note(by.endpoint().name() + ' ' + status);
      tellUnwell();
    }
    countRetry(Retry.SUCCEEDED);
    if (relay != null) {
      relay.stopKeeping();
    }
  }

  /** For the access log: why the choice was small. */
  private void tellUnwell() {
    int out = to.upstream().unwell();
    if (out > 0) {
      exchange.note("out=" + out);
    }
  }

  /** The race is over. */
  private void settle(Hedging race, Attempt winner) {
    boolean faster = !winner.equals(attempt);
    if (faster) {
      race.ended(winner);
      if (attempt != null) {
        attempt.lose();
      }
      lead(winner);
    }
    if (race.made() > 0) {
      boolean won = faster || race.hasTakenOver();
      to.metrics().hedged(worker.index(), won);
      exchange.note(won ? "hedge=won" : "hedge=lost");
    }
    race.end();
  }

  private void detach() {
    attempt = null;
    endStall();
    if (relay != null) {
      relay.detach();
    }
  }

  // ---- bodies

  /** Sends a piece of the request's body; takes ownership. */
  void requestBody(ByteBuf data) {
    RequestRelay body = relay;
    if (body == null) {
      data.release();
      return;
    }
    if (!body.fits(data.readableBytes())) {
      data.release();
      exchange.broken(ProxyErrors.BODY_LENGTH);
      return;
    }
    body.add(data);
    UpstreamConnection connection = connection();
    if (connection == null) {
      if (body.isHolding()) {
        client.reading(false);
      }
    } else if (!connection.isWritable()) {
      client.reading(false);
      stalled(connection);
    }
  }

  private void stalled(UpstreamConnection connection) {
    if (stalled == null && exchange.idleNanos > 0) {
      stalled = new UploadStall(this, exchange, connection, worker);
    }
  }

  /** The origin takes more of the request's body. */
  void onWritable() {
    endStall();
    client.reading(!exchange.holdsRequestBody());
  }

  private void endStall() {
    if (stalled != null) {
      stalled.cancel();
      stalled = null;
    }
  }

  void requestEnd(@Nullable WireHeaders trailers) {
    if (relay == null || relay.isEnded()) {
      return;
    }
    if (!relay.isWhole()) {
      exchange.broken(ProxyErrors.BODY_LENGTH);
      return;
    }
    relay.end(trailers);
    flush();
    if (attempt != null) {
      attempt.waitForResponse();
    }
  }

  void flush() {
    UpstreamConnection connection = connection();
    if (connection != null) {
      connection.flush();
    }
  }

  @Override
  public void reading(boolean on) {
    if (attempt != null) {
      attempt.reading(on);
    }
  }

  private @Nullable UpstreamConnection connection() {
    return attempt == null ? null : attempt.connection();
  }

  /** The response is complete. */
  void onEnd() {
    detach();
  }

  /** The exchange's time is up. */
  void timedOut() {
    if (attempt != null) {
      attempt.timedOut();
    }
  }

  @Override
  public GatewayError stopped() {
    if (attempt != null) {
      attempt.stopped();
    }
    return ProxyErrors.UPSTREAM_IDLE;
  }

  /** Lets go of everything; harmless when it is done already. */
  void close() {
    GatewayError error = exchange.error();
    if (error != null && error.origin() == GatewayError.Origin.UPSTREAM) {
      admission.judge(true);
    }
    if (attempt != null) {
      attempt.cancel();
      attempt = null;
    }
    if (hedging != null) {
      hedging.end();
    }
    if (backoff != null) {
      backoff.cancel();
    }
    endStall();
    if (relay != null) {
      relay.release();
    }
    admission.leave();
  }

  /** Whether the request's body has to wait, for the origin or for a connection. */
  boolean isStalled() {
    UpstreamConnection connection = connection();
    return connection == null ? relay != null && relay.isHolding() : !connection.isWritable();
  }
}
