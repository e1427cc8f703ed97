package io.sluice.gateway.proxy;

import io.netty.buffer.ByteBufAllocator;
import io.netty.util.concurrent.EventExecutor;
import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.api.GatewayError;
import io.sluice.gateway.api.Slot;
import io.sluice.gateway.event.Worker;
import io.sluice.gateway.http.RequestHead;
import io.sluice.gateway.http.WireHeaders;
import io.sluice.gateway.routing.RouteEntry;
import io.sluice.gateway.snapshot.Route;
import java.net.InetAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What filters read and write of an exchange; {@link ProxyExchange} is what happens to it. */
abstract class ExchangeState implements Exchange {
  private static final Object[] NO_SLOTS = {};

  final Worker worker;
  final ClientStream client;
  final ExchangeRequest request;
  final long startedAt;

  WireHeaders responseHeaders = new WireHeaders();
  int status;
  @Nullable GatewayError error;

  private @Nullable RouteEntry<Route> match;
  private Object[] slots = NO_SLOTS;
  private @Nullable String consumer;

  ExchangeState(Worker worker, ClientStream client, ClientInfo info, RequestHead head) {
    this.worker = worker;
    this.client = client;
    this.request = new ExchangeRequest(head, info);
    this.startedAt = worker.nanos();
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
  public final WireHeaders requestHeaders() {
    return request.headers();
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
    return consumer;
  }

  @Override
  public final void consumer(String id) {
    consumer = id;
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
