package io.sluice.benchmarks;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.sluice.gateway.api.Branch;
import io.sluice.gateway.api.Destination;
import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.api.GatewayError;
import io.sluice.gateway.api.Identity;
import io.sluice.gateway.api.Question;
import io.sluice.gateway.api.ReplyBody;
import io.sluice.gateway.api.Slot;
import io.sluice.gateway.api.StaleInstead;
import io.sluice.gateway.http.WireHeaders;
import java.net.InetAddress;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A request without a body, with the engine's own fields, for one filter that answers nothing. */
final class PlainExchange implements Exchange {
  private final WireHeaders requestHeaders = new WireHeaders();
  private final WireHeaders responseHeaders = new WireHeaders();
  private @Nullable String query;
  private @Nullable Identity identity;
  private @Nullable GatewayError error;

  /** With a query. */
  PlainExchange query(String value) {
    query = value;
    return this;
  }

  /** With a field. */
  PlainExchange with(String name, String value) {
    requestHeaders.set(name, value);
    return this;
  }

  @Override
  public String requestId() {
    throw new UnsupportedOperationException();
  }

  @Override
  public String routeId() {
    throw new UnsupportedOperationException();
  }

  @Override
  public @Nullable String upstreamId() {
    throw new UnsupportedOperationException();
  }

  @Override
  public String method() {
    return "GET";
  }

  @Override
  public String scheme() {
    return "http";
  }

  @Override
  public String host() {
    return "a.test";
  }

  @Override
  public String authority() {
    return "a.test";
  }

  @Override
  public String target() {
    return query == null ? path() : path() + "?" + query;
  }

  @Override
  public String path() {
    return "/";
  }

  @Override
  public @Nullable String query() {
    return query;
  }

  @Override
  public void forwardAs(String path, @Nullable String query) {
    // it goes nowhere
  }

  @Override
  public String originPath() {
    return forwardPath();
  }

  @Override
  public void inform(int informational, HttpHeaders fields) {}

  @Override
  public void spread(int ways) {}

  @Override
  public void preferStale(StaleInstead to) {}

  @Override
  public @Nullable StaleInstead staleInstead() {
    return null;
  }

  @Override
  public String forwardPath() {
    return path();
  }

  @Override
  public @Nullable String forwardQuery() {
    return query;
  }

  @Override
  public HttpHeaders requestHeaders() {
    return requestHeaders;
  }

  @Override
  public void reserve(CharSequence name) {
    requestHeaders.reserve(name);
  }

  @Override
  public long requestBodyLength() {
    return 0;
  }

  @Override
  public InetAddress clientAddress() {
    throw new UnsupportedOperationException();
  }

  @Override
  public String clientIp() {
    throw new UnsupportedOperationException();
  }

  @Override
  public @Nullable String pathParameter(String name) {
    throw new UnsupportedOperationException();
  }

  @Override
  public @Nullable String queryParameter(String name) {
    throw new UnsupportedOperationException();
  }

  @Override
  public @Nullable String cookie(String name) {
    throw new UnsupportedOperationException();
  }

  @Override
  public @Nullable String consumer() {
    return identity == null ? null : identity.consumer();
  }

  @Override
  public @Nullable Identity identity() {
    return identity;
  }

  @Override
  public void identity(Identity caller) {
    identity = caller;
  }

  @Override
  public void challenges(List<String> values) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<String> challenges() {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean isFromTrustedProxy() {
    return false;
  }

  @Override
  public long connectionId() {
    throw new UnsupportedOperationException();
  }

  @Override
  public int status() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void status(int status) {
    throw new UnsupportedOperationException();
  }

  @Override
  public HttpHeaders responseHeaders() {
    return responseHeaders;
  }

  @Override
  public @Nullable GatewayError error() {
    return error;
  }

  @Override
  public void reply(int status, @Nullable String contentType, ByteBuf body) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void fail(GatewayError error) {
    this.error = error;
  }

  @Override
  public void withhold(GatewayError why) {
    throw new UnsupportedOperationException();
  }

  @Override
  public @Nullable GatewayError withheld() {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean forwardTo(Destination other) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void timeouts(long requestNanos, long idleNanos) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void clientWaits(long requestNanos) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long remainingNanos() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void holdRequestBody(long nanos) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void holdResponseBody(long nanos) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void resume() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void bufferRequestBody(int maxBytes, Consumer<ByteBuf> whole) {
    throw new UnsupportedOperationException();
  }

  @Override
  public ReplyBody replyStreaming(int status) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Branch branch(Branch.Receiver to) {
    throw new UnsupportedOperationException();
  }

  @Override
  public @Nullable Exchange asGetOf(String target) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Question question(Destination to, String method, String target) {
    throw new UnsupportedOperationException();
  }

  @Override
  public <T> @Nullable T get(Slot<T> slot) {
    throw new UnsupportedOperationException();
  }

  @Override
  public <T> void set(Slot<T> slot, @Nullable T value) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void cached(String how) {}

  @Override
  public void note(String event) {
    throw new UnsupportedOperationException();
  }

  @Override
  public EventExecutor executor() {
    return ImmediateEventExecutor.INSTANCE;
  }

  @Override
  public ByteBufAllocator allocator() {
    return UnpooledByteBufAllocator.DEFAULT;
  }

  @Override
  public long elapsedNanos() {
    throw new UnsupportedOperationException();
  }
}
