package io.sluice.gateway.proxy;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.concurrent.EventExecutor;
import io.sluice.gateway.api.Destination;
import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.api.GatewayError;
import io.sluice.gateway.api.Identity;
import io.sluice.gateway.api.Question;
import io.sluice.gateway.api.Slot;
import io.sluice.gateway.api.StaleInstead;
import io.sluice.gateway.event.Worker;
import io.sluice.gateway.filter.ChainRunner;
import io.sluice.gateway.http.WireHeaders;
import io.sluice.gateway.routing.RouteEntry;
import io.sluice.gateway.snapshot.Route;
import io.sluice.gateway.snapshot.RoutedUpstream;
import io.sluice.gateway.snapshot.SnapshotLease;
import io.sluice.gateway.upstream.HashSource;
import java.net.InetAddress;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What filters read and write of an exchange; {@link ProxyExchange} is what happens to it. */
abstract class ExchangeState implements Exchange {
  private static final Object[] NO_SLOTS = {};

  /** Characters after which a story is told no further. */
  private static final int LONGEST_STORY = 1 << 10;

  /** A filter that has put a time off and set it again may have read the clock twice. */
  private static final long ROUNDING_NANOS = 1_000_000;

  /** Between hashes that stand for one: 2^64 over the golden ratio, so that none are near. */
  private static final long APART = 0x9e3779b97f4a7c15L;

  final Worker worker;
  final SnapshotLease lease;
  final ClientStream client;
  final ExchangeRequest request;
  final long startedAt;
  final Deadline deadline;
  final OpenQuestions questions = new OpenQuestions();

  WireHeaders responseHeaders = new WireHeaders();
  int status;
  boolean answered; // by the gateway
  boolean failing; // what is answered is the error
  @Nullable GatewayError error;
  long idleNanos; // between two pieces of a body; 0 = for ever

  private @Nullable RouteEntry<Route> match;
  private Object[] slots = NO_SLOTS;
  private long clientNanos; // how long the client says that it waits; 0 = it says nothing
  private @Nullable Identity identity;
  private List<String> challenges = List.of();
  private @Nullable StringBuilder story;
  private @Nullable WireHeaders ahead; // what filters set before there was a response
  private @Nullable GatewayError withheld; // from the origin, for this reason
  private @Nullable StaleInstead staleInstead;
  private int ways = 1; // that what hashes alike may go
  private @Nullable String cached; // what a cache did
  private @Nullable BranchExchange asked; // the last one, while this one is not answered without it

  ExchangeState(Worker worker, SnapshotLease lease, ClientStream client, ExchangeRequest request) {
    this.worker = worker;
    this.lease = lease;
    this.client = client;
    this.request = request;
    this.startedAt = worker.nanos();
    this.deadline = new Deadline(this, worker);
  }

  /** Begins as the other is by now: what is known of the request, and how long it may take. */
  final void continueFrom(ExchangeState other) {
    if (other.match != null) {
      matched(other.match);
    }
    identity = other.identity;
    challenges = other.challenges;
    withheld = other.withheld;
    ways = other.ways;
    timeouts(other.ownNanos(), other.idleNanos);
  }

  /** What the exchange may take, whatever its client says. */
  private long ownNanos() {
    return clientNanos == 0 || match == null ? deadline.nanos() : match.value().requestNanos();
  }

  /** The time of the exchange is up, or that of a filter that has paused it. */
  abstract void onDeadline();

  /** The filters on its way; null before a route is found. */
  abstract @Nullable ChainRunner chain();

  abstract boolean hasEnded();

  /** It has ended: nothing is waited for any more. */
  final void letGo() {
    deadline.cancel();
    questions.end();
  }

  final void matched(RouteEntry<Route> found) {
    match = found;
    int count = found.value().chain().slots();
    slots = count == 0 ? NO_SLOTS : new Object[count];
  }

  final @Nullable Route routeOrNull() {
    return match == null ? null : match.value();
  }

  final Route route() {
    return Objects.requireNonNull(match).value();
  }

  final ExchangeRequest request() {
    return request;
  }

  @Override
  public final String requestId() {
    return request.requestId();
  }

  @Override
  public final String routeId() {
    return match == null ? "" : match.id();
  }

  @Override
  public final String method() {
    return request.method();
  }

  @Override
  public final String scheme() {
    return request.scheme();
  }

  @Override
  public final String host() {
    return request.host();
  }

  @Override
  public final String authority() {
    return request.head().authority();
  }

  @Override
  public final String target() {
    return request.head().target();
  }

  @Override
  public final String path() {
    return request.path();
  }

  @Override
  public final @Nullable String query() {
    return request.query();
  }

  @Override
  public final void forwardAs(String path, @Nullable String query) {
    request.target(path, query);
  }

  @Override
  public final String forwardPath() {
    return request.forwardPath();
  }

  @Override
  public final @Nullable String forwardQuery() {
    return request.forwardQuery();
  }

  @Override
  public final WireHeaders requestHeaders() {
    return request.headers();
  }

  @Override
  public final void reserve(CharSequence name) {
    request.headers().reserve(name);
  }

  @Override
  public final long requestBodyLength() {
    return request.head().length();
  }

  @Override
  public final InetAddress clientAddress() {
    return request.clientAddress();
  }

  @Override
  public final String clientIp() {
    return request.clientIp();
  }

  @Override
  public final boolean isFromTrustedProxy() {
    return request.isFromTrustedProxy();
  }

  @Override
  public final @Nullable String pathParameter(String name) {
    return match == null ? null : match.pathParameter(request.path(), name);
  }

  @Override
  public final @Nullable String queryParameter(String name) {
    return request.queryParameter(name);
  }

  @Override
  public final @Nullable String cookie(String name) {
    return request.cookie(name);
  }

  @Override
  public final @Nullable String consumer() {
    return identity == null || identity.consumer().isEmpty() ? null : identity.consumer();
  }

  @Override
  public final @Nullable Identity identity() {
    return identity;
  }

  @Override
  public final void identity(Identity caller) {
    identity = caller;
  }

  @Override
  public final void challenges(List<String> values) {
    challenges = values;
  }

  @Override
  public final List<String> challenges() {
    return challenges;
  }

  @Override
  public final long connectionId() {
    return request.connectionId();
  }

  @Override
  public final void timeouts(long requestNanos, long nanosBetweenPieces) {
    if (requestNanos >= 0) {
      deadline.begin(startedAt, requestNanos);
    }
    if (nanosBetweenPieces >= 0) {
      idleNanos = nanosBetweenPieces;
    }
  }

  @Override
  public final void clientWaits(long requestNanos) {
    if (requestNanos - elapsedNanos() < deadline.remaining()) {
      deadline.begin(startedAt, requestNanos);
      clientNanos = requestNanos;
    }
  }

  /** Whether the time that the exchange has is what its client says, and not more. */
  final boolean isClientsTime() {
    return clientNanos > 0 && deadline.nanos() <= clientNanos + ROUNDING_NANOS;
  }

  @Override
  public final long remainingNanos() {
    return deadline.remaining();
  }

  @Override
  public final void note(String event) {
    StringBuilder told = story;
    if (told == null) {
      story = new StringBuilder(event);
    } else if (told.length() < LONGEST_STORY) {
      told.append("; ").append(event);
    }
  }

  @Override
  public final void withhold(GatewayError why) {
    if (withheld == null) {
      withheld = why;
    }
  }

  /** There is a response, with those fields; what filters have set ahead is known on. */
  final void respondWith(WireHeaders fields) {
    if (ahead == null) {
      ahead = responseHeaders;
    }
    responseHeaders = fields;
  }

  /** There is no response yet: fields are as filters had set them ahead. */
  final void forgetResponse() {
    responseHeaders = ahead == null ? new WireHeaders() : ahead;
    answered = false;
    failing = false;
    error = null;
    status = 0;
  }

  @Override
  public final void inform(int informational, HttpHeaders fields) {
    if (!answered && !hasEnded()) {
      client.informational(informational, (WireHeaders) fields);
      client.flush();
    }
  }

  /** A filter asks by a branch. */
  final void asks(BranchExchange made) {
    asked = made;
  }

  /** There is an answer: what a branch brings later is not of it. */
  final void forgetUnanswered() {
    if (error == null && asked != null && asked.status == 0 && asked.error == null) {
      asked = null;
    }
  }

  /** The branch that has asked the origin for what this one is answered with, or null. */
  final @Nullable BranchExchange asked() {
    return asked;
  }

  @Override
  public final void cached(String how) {
    cached = how;
  }

  final @Nullable String cached() {
    return cached;
  }

  @Override
  public final @Nullable Exchange asGetOf(String target) {
    ExchangeRequest get = request.asGetOf(target);
    RouteEntry<Route> found = get == null ? null : lease.latest(worker).wouldMatch(get);
    return get == null || found == null ? null : new UnsentExchange(this, get, found);
  }

  final String allowed() {
    return String.join(", ", lease.latest(worker).allowedMethods(request));
  }

  @Override
  public final void spread(int number) {
    ways = number;
  }

  @Override
  public final void preferStale(StaleInstead to) {
    staleInstead = to;
  }

  @Override
  public final @Nullable StaleInstead staleInstead() {
    return staleInstead;
  }

  @Override
  public final String originPath() {
    Route route = routeOrNull();
    String rewritten = route == null ? null : route.rewrite().path(this);
    return rewritten == null ? forwardPath() : rewritten;
  }

  @Override
  public final @Nullable GatewayError withheld() {
    return withheld;
  }

  /** What has happened beyond one plain attempt, for the access log; null when nothing has. */
  final @Nullable String story() {
    return story == null ? null : story.toString();
  }

  @Override
  public final int status() {
    return status;
  }

  @Override
  public final void status(int replaced) {
    if (!isFinal(replaced)) {
      throw notFinal(replaced);
    }
    status = replaced;
  }

  static boolean isFinal(int code) {
    return code >= 200 && code <= 599;
  }

  static IllegalArgumentException notFinal(int code) {
    return new IllegalArgumentException("status: " + code + " (expected: 200 to 599)");
  }

  @Override
  public final WireHeaders responseHeaders() {
    return responseHeaders;
  }

  @Override
  public final @Nullable GatewayError error() {
    return error;
  }

  @Override
  @SuppressWarnings("unchecked") // set(Slot<T>, T) put it there
  public final <T> @Nullable T get(Slot<T> slot) {
    return (T) slots[slot.index()];
  }

  @Override
  public final <T> void set(Slot<T> slot, @Nullable T value) {
    slots[slot.index()] = value;
  }

  @Override
  public final Question question(Destination to, String method, String target) {
    return new SideQuestion(this, (RoutedUpstream) to, method, target);
  }

  /** The hash of its sticky value; random when it has none. */
  final long hash(HashSource source) {
    String value = source.valueIn(this);
    return value == null ? worker.random().nextLong() : HashSource.hash(value);
  }

  /** One of the hashes that stand for this one, see {@link #spread}. */
  final long spreadHash(long hash) {
    return ways == 1 ? hash : hash + worker.random().nextInt(ways) * APART;
  }

  @Override
  public final EventExecutor executor() {
    return worker.loop();
  }

  @Override
  public final ByteBufAllocator allocator() {
    return client.allocator();
  }

  @Override
  public final long elapsedNanos() {
    return worker.nanos() - startedAt;
  }
}
