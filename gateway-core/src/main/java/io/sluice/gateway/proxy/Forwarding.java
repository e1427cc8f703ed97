package io.sluice.gateway.proxy;

import io.netty.buffer.ByteBuf;
import io.sluice.gateway.api.GatewayError;
import io.sluice.gateway.client.ClientErrors;
import io.sluice.gateway.client.UpstreamConnection;
import io.sluice.gateway.event.Timeout;
import io.sluice.gateway.event.Worker;
import io.sluice.gateway.http.FieldName;
import io.sluice.gateway.http.Framing;
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
import io.sluice.loadbalancer.Endpoint;
import io.sluice.loadbalancer.Selection;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The upstream half of an exchange: admission, the attempts one after another, and the request's
 * body on its way. What an attempt brings goes on to the exchange, unless another attempt is to be
 * made.
 */
final class Forwarding implements Selection {
  private static final PooledEndpoint[] NONE = new PooledEndpoint[0];

  private final ProxyExchange exchange;
  private final ExchangeRequest request;
  private final ClientStream client;
  private final Worker worker;
  private final Route route;
  private final RoutedUpstream to;
  private final @Nullable RequestRelay relay; // null: the request has no body
  private long upstreamNanos = -1;

  private @Nullable Attempt attempt;
  private @Nullable PooledEndpoint endpoint; // of the last attempt
  private PooledEndpoint[] tried = NONE;
  private int attempts;
  private boolean staleRetried;
  private boolean admitted;
  private long now;
  private @Nullable Timeout backoff;
  private @Nullable StalledUpload stalled; // while the origin takes nothing more of the body

  Forwarding(
      ProxyExchange exchange,
      ExchangeRequest request,
      ClientStream client,
      Worker worker,
      Route route,
      RoutedUpstream to) {
    this.exchange = exchange;
    this.request = request;
    this.client = client;
    this.worker = worker;
    this.route = route;
    this.to = to;
    this.relay = relay(request);
  }

  /** Filters have had their say: from here on the framing is the engine's. */
  private @Nullable RequestRelay relay(ExchangeRequest request) {
    WireHeaders headers = request.headers();
    headers.remove(FieldName.TRANSFER_ENCODING);
    boolean bodyless = request.head().length() == 0;
    long length = Framing.declaredLength(headers);
    if (bodyless ? length != 0 : length < 0) {
      headers.remove(FieldName.CONTENT_LENGTH);
    }
    return bodyless
        ? null
        : new RequestRelay(mayRepeat(request.method()), length, client.allocator());
  }

  /** Safe to send twice, because the route says so or because it is idempotent (RFC 9110 9.2.2). */
  private boolean mayRepeat(String method) {
    return switch (method) {
      case "GET", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE" -> true;
      default -> route.retry().mayRepeat(method);
    };
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

  /** How long the last attempt took, to its failure or the end of its response; -1 without one. */
  long upstreamNanos() {
    return upstreamNanos;
  }

  // ---- attempts

  void start() {
    if (!to.upstream().admit()) {
      exchange.broken(ProxyErrors.UPSTREAM_FULL);
      return;
    }
    admitted = true;
    to.upstream().retryBudget().deposit(route.retry().budgetPercent());
    tryNext();
  }

  private void tryNext() {
    now = worker.nanos();
    PooledEndpoint next = to.upstream().select(this);
    if (next == null) {
      exchange.broken(ProxyErrors.NO_ENDPOINT);
      return;
    }
    begin(next, false);
  }

  private void begin(PooledEndpoint next, boolean fresh) {
    attempts++;
    endpoint = next;
    Attempt begun = new Attempt(this, exchange, next, worker, now, patience(), exchange.idleNanos);
    attempt = begun;
    begun.begin(fresh);
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

  void onConnected(UpstreamConnection connection) {
    WireHeaders headers = request.headers();
    Rewrite rewrite = route.rewrite();
    if (rewrite.host() == Rewrite.Host.FIXED) {
      headers.set(FieldName.HOST, rewrite.fixedHost());
    } else if (endpoint != null
        && (rewrite.host() == Rewrite.Host.UPSTREAM || request.head().authority().isEmpty())) {
      headers.set(FieldName.HOST, endpoint.name());
    }
    boolean chunked = relay != null && relay.isChunked();
    connection.send(
        Objects.requireNonNull(attempt), request.method(), request.target(), headers, chunked);
    if (relay == null) {
      connection.sendEnd(null);
    } else {
      relay.attach(connection);
      client.reading(connection.isWritable());
      if (!connection.isWritable()) {
        stalled(connection);
      }
    }
    connection.flush();
  }

  /** The attempt brought no response; it is another's turn, or the exchange's. */
  void onFailed(GatewayError error, boolean stale) {
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
      now = worker.nanos();
      begin(last, true);
    } else if (wants(error) && takeRetry()) {
      retryLater();
    } else {
      exchange.broken(error);
    }
  }

  /** Nothing was asked of a full endpoint, so going on to the next is no retry. */
  private void tryOneWithRoom(GatewayError error) {
    exclude();
    PooledEndpoint next = to.upstream().select(this);
    if (next == null || excluded(next)) {
      exchange.broken(error);
    } else {
      attempts--;
      begin(next, false);
    }
  }

  private boolean wants(GatewayError error) {
    RetryPolicy policy = route.retry();
    boolean refused = error.equals(ClientErrors.REFUSED);
    if (refused
        || error.equals(ClientErrors.CONNECT_FAILED)
        || error.equals(ClientErrors.CONNECT_TIMEOUT)) {
      return policy.onConnectFailure(refused); // not a byte was sent: any method
    }
    if (!policy.mayRepeat(request.method()) || !isReplayable()) {
      return false;
    }
    return error.status() == 504 ? policy.onStatus(504) : error.retryable() && policy.onReset();
  }

  private boolean isReplayable() {
    return relay == null || relay.isReplayable();
  }

  private boolean takeRetry() {
    if (attempts > route.retry().attempts()) {
      return false;
    }
    if (to.upstream().retryBudget().withdraw()) {
      return true;
    }
    to.metrics().retried(worker.index(), Retry.OVER_BUDGET);
    return false;
  }

  private void exclude() {
    if (endpoint != null) {
      tried = Arrays.copyOf(tried, tried.length + 1);
      tried[tried.length - 1] = endpoint;
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
  boolean retries(ResponseHead head) {
    RetryPolicy policy = route.retry();
    if (!policy.onStatus(head.status())
        || !policy.mayRepeat(request.method())
        || !isReplayable()
        || !exchange.canRetry()
        || !takeRetry()) {
      return false;
    }
    countRetry(Retry.FAILED);
    Attempt failed = attempt;
    if (failed != null) {
      failed.abandon(head);
    }
    detach();
    retryLater();
    return true;
  }

  private void countRetry(Retry outcome) {
    if (attempts > 1) {
      to.metrics().retried(worker.index(), outcome);
    }
  }

  /** The attempt's response is the exchange's: no other attempt will be made. */
  void commit() {
    countRetry(Retry.SUCCEEDED);
    if (relay != null) {
      relay.stopKeeping();
    }
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
      stalled = new StalledUpload(connection);
    }
  }

  /** The origin takes more of the request's body. */
  void onWritable() {
    endStall();
    client.reading(true);
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

  /** Stops and resumes the response's body. */
  void reading(boolean on) {
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

  /** The origin has stopped in the middle. */
  void stopped() {
    if (attempt != null) {
      attempt.stopped();
    }
  }

  /** Lets go of everything; harmless when it is done already. */
  void close() {
    if (attempt != null) {
      attempt.cancel();
      attempt = null;
    }
    if (backoff != null) {
      backoff.cancel();
    }
    endStall();
    if (relay != null) {
      relay.release();
    }
    if (admitted) {
      admitted = false;
      to.upstream().leave();
    }
  }

  /** Whether the request's body has to wait, for the origin or for a connection. */
  boolean isStalled() {
    UpstreamConnection connection = connection();
    return connection == null ? relay != null && relay.isHolding() : !connection.isWritable();
  }

  // ---- Selection

  @Override
  public long nowNanos() {
    return now;
  }

  @Override
  public long hash() {
    return exchange.hash(to.hash());
  }

  @Override
  public boolean excluded(Endpoint candidate) {
    for (PooledEndpoint e : tried) {
      if (e.equals(candidate)) {
        return true;
      }
    }
    return false;
  }

  /** Ends an exchange whose origin takes not a byte more of the request for the idle time. */
  private final class StalledUpload extends Timeout {
    private final UpstreamConnection connection;
    private long unsent;

    StalledUpload(UpstreamConnection connection) {
      this.connection = connection;
      watch();
    }

    private void watch() {
      unsent = connection.unsentBytes();
      worker.timers().start(this, exchange.idleNanos);
    }

    @Override
    protected void expired() {
      if (connection.unsentBytes() == unsent) {
        stopped();
        exchange.broken(ProxyErrors.UPSTREAM_IDLE);
      } else {
        watch();
      }
    }
  }
}
