package io.sluice.filters.fake;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.sluice.gateway.api.Branch;
import io.sluice.gateway.api.ChainContext;
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
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An exchange in memory. Its headers are the engine's; its allocator counts what is not released.
 */
public final class FakeExchange implements Exchange {
  private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true, true);
  private final WireHeaders requestHeaders = new WireHeaders();
  private final WireHeaders responseHeaders = new WireHeaders();
  private final Map<String, String> cookies = new HashMap<>();
  private final @Nullable Object[] slots = new Object[16];
  private String method = "GET";
  private String query = "";
  private boolean forwarded;
  private @Nullable String forwardedQuery;
  private String address = "192.0.2.1";
  private InetAddress clientAddress = inetAddress(address);
  private @Nullable Identity identity;
  private List<String> challenges = List.of();
  private @Nullable String upstream = "upstream";
  private long requestBodyLength;
  private int status;
  private int answers;
  private byte @Nullable [] reply;
  private @Nullable GatewayError error;
  private @Nullable GatewayError withheld;
  private @Nullable StaleInstead staleInstead;
  private long remaining = Long.MAX_VALUE;
  private long held;
  private int resumes;
  private Runnable onResume = () -> {};
  private long connectionId = 1;
  private EventExecutor executor = ImmediateEventExecutor.INSTANCE;
  private final List<String> notes = new ArrayList<>();

  /** Of a chain of its own, whose clock stands still. */
  public static ChainContext context() {
    return new ChainContext("route", new SimpleMeterRegistry(), () -> 0);
  }

  // ---- what the test says

  public FakeExchange method(String value) {
    method = value;
    return this;
  }

  public FakeExchange query(String value) {
    query = value;
    return this;
  }

  public FakeExchange client(String value) {
    address = value;
    clientAddress = inetAddress(value);
    return this;
  }

  private static InetAddress inetAddress(String value) {
    try {
      return InetAddress.getByAddress(NetUtil.createByteArrayFromIpAddressString(value));
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(value, e);
    }
  }

  public FakeExchange request(String name, String value) {
    requestHeaders.add(name, value);
    return this;
  }

  public FakeExchange cookie(String name, String value) {
    cookies.put(name, value);
    return this;
  }

  /** Where it is forwarded to; null: nowhere. */
  public FakeExchange upstream(@Nullable String id) {
    upstream = id;
    return this;
  }

  public FakeExchange requestBodyLength(long value) {
    requestBodyLength = value;
    return this;
  }

  public FakeExchange response(String name, String value) {
    responseHeaders.add(name, value);
    return this;
  }

  public FakeExchange connectionId(long value) {
    connectionId = value;
    return this;
  }

  /** Where the exchange lives; without it all that is handed over runs at once. */
  public FakeExchange executor(EventExecutor value) {
    executor = value;
    return this;
  }

  /** What follows when a filter says that it goes on. */
  public FakeExchange onResume(Runnable value) {
    onResume = value;
    return this;
  }

  // ---- what the test asks

  /** How many times a filter said that it goes on. */
  public int resumes() {
    return resumes;
  }

  /** How many times the filter answered. */
  public int answers() {
    return answers;
  }

  /** The body of the filter's own answer, or null. */
  public byte @Nullable [] reply() {
    return reply;
  }

  /** Bytes allocated from {@link #allocator()} and not released. */
  public long heldBytes() {
    return allocator.metric().usedDirectMemory() + allocator.metric().usedHeapMemory();
  }

  @Override
  public @Nullable GatewayError withheld() {
    return withheld;
  }

  /** Nanoseconds that a body was held back, in all. */
  public long heldNanos() {
    return held;
  }

  /** What the filter told the access log. */
  public List<String> notes() {
    return notes;
  }

  public @Nullable String requestHeader(String name) {
    return requestHeaders.get(name);
  }

  public @Nullable String responseHeader(String name) {
    return responseHeaders.get(name);
  }

  public List<String> responseHeaderLines(String name) {
    return responseHeaders.getAll(name);
  }

  // ---- Exchange

  @Override
  public String requestId() {
    return "id-1";
  }

  @Override
  public String routeId() {
    return "route";
  }

  @Override
  public @Nullable String upstreamId() {
    return upstream;
  }

  @Override
  public String method() {
    return method;
  }

  @Override
  public String scheme() {
    return "https";
  }

  @Override
  public String host() {
    return "api.example.com";
  }

  @Override
  public String authority() {
    return host();
  }

  @Override
  public String target() {
    return query.isEmpty() ? path() : path() + '?' + query;
  }

  @Override
  public String path() {
    return "/users/7";
  }

  @Override
  public @Nullable String query() {
    return query;
  }

  @Override
  public void forwardAs(String path, @Nullable String newQuery) {
    forwarded = true;
    forwardedQuery = newQuery;
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
  public void preferStale(StaleInstead to) {
    staleInstead = to;
  }

  @Override
  public @Nullable StaleInstead staleInstead() {
    return staleInstead;
  }

  @Override
  public String forwardPath() {
    return path();
  }

  @Override
  public @Nullable String forwardQuery() {
    return forwarded ? forwardedQuery : query();
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
    return requestBodyLength;
  }

  @Override
  public InetAddress clientAddress() {
    return clientAddress;
  }

  @Override
  public String clientIp() {
    return address;
  }

  @Override
  public @Nullable String pathParameter(String name) {
    return name.equals("id") ? "7" : null;
  }

  @Override
  public @Nullable String queryParameter(String name) {
    List<String> values = new QueryStringDecoder(query, false).parameters().get(name);
    return values == null ? null : values.get(0);
  }

  @Override
  public @Nullable String cookie(String name) {
    return cookies.get(name);
  }

  @Override
  public @Nullable String consumer() {
    return identity == null || identity.consumer().isEmpty() ? null : identity.consumer();
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
    challenges = values;
  }

  @Override
  public List<String> challenges() {
    return challenges;
  }

  @Override
  public boolean isFromTrustedProxy() {
    return false;
  }

  @Override
  public long connectionId() {
    return connectionId;
  }

  @Override
  public int status() {
    return status;
  }

  @Override
  public void status(int value) {
    status = value;
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
  public void reply(int replyStatus, @Nullable String contentType, ByteBuf body) {
    answers++;
    status = replyStatus;
    reply = ByteBufUtil.getBytes(body);
    body.release();
  }

  @Override
  public void fail(GatewayError failure) {
    answers++;
    status = failure.status();
    error = failure;
  }

  @Override
  public void withhold(GatewayError why) {
    withheld = why;
  }

  @Override
  public ReplyBody replyStreaming(int newStatus) {
    throw new UnsupportedOperationException("answer in a real gateway");
  }

  @Override
  public Branch branch(Branch.Receiver to) {
    throw new UnsupportedOperationException("branch off in a real gateway");
  }

  @Override
  public @Nullable Exchange asGetOf(String target) {
    throw new UnsupportedOperationException("routes are those of a real gateway");
  }

  @Override
  public Question question(Destination to, String asking, String target) {
    throw new UnsupportedOperationException("ask in a real gateway");
  }

  @Override
  public boolean forwardTo(Destination other) {
    throw new UnsupportedOperationException("forwardTo");
  }

  @Override
  public void timeouts(long requestNanos, long idleNanos) {
    if (requestNanos >= 0) {
      remaining = requestNanos == 0 ? Long.MAX_VALUE : requestNanos;
    }
  }

  @Override
  public void clientWaits(long requestNanos) {
    remaining = Math.min(remaining, requestNanos);
  }

  @Override
  public long remainingNanos() {
    return remaining;
  }

  @Override
  public void holdRequestBody(long nanos) {
    held += nanos;
  }

  @Override
  public void holdResponseBody(long nanos) {
    held += nanos;
  }

  @Override
  public void cached(String how) {}

  @Override
  public void note(String event) {
    notes.add(event);
  }

  @Override
  public void resume() {
    resumes++;
    onResume.run();
  }

  @Override
  public void bufferRequestBody(int maxBytes, Consumer<ByteBuf> whole) {
    throw new UnsupportedOperationException("bufferRequestBody");
  }

  @Override
  @SuppressWarnings("unchecked") // set() put in what the slot's type says
  public <T> @Nullable T get(Slot<T> slot) {
    return (T) slots[slot.index()];
  }

  @Override
  public <T> void set(Slot<T> slot, @Nullable T value) {
    slots[slot.index()] = value;
  }

  @Override
  public EventExecutor executor() {
    return executor;
  }

  @Override
  public ByteBufAllocator allocator() {
    return allocator;
  }

  @Override
  public long elapsedNanos() {
    return 0;
  }
}
