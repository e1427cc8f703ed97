package io.sluice.filters.forwardauth;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import io.sluice.filters.auth.ConsumerField;
import io.sluice.filters.auth.Sha256;
import io.sluice.filters.forwardauth.Decision.Allowed;
import io.sluice.filters.forwardauth.Decision.Denied;
import io.sluice.filters.forwardauth.Decision.Unknown;
import io.sluice.filters.meter.RouteCounters;
import io.sluice.gateway.api.Answer;
import io.sluice.gateway.api.Authentication;
import io.sluice.gateway.api.Authentication.Refused;
import io.sluice.gateway.api.Authenticator;
import io.sluice.gateway.api.Destination;
import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.api.GatewayError;
import io.sluice.gateway.api.Identity;
import io.sluice.gateway.api.Key;
import io.sluice.gateway.api.Question;
import io.sluice.gateway.api.Slot;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Has a service decide. What it is asked has the request's head in it, never its body; without a
 * decision nobody passes.
 */
final class ForwardAuth implements Authenticator {
  private static final AsciiString FORWARDED_METHOD = AsciiString.cached("x-forwarded-method");
  private static final AsciiString FORWARDED_PROTO = AsciiString.cached("x-forwarded-proto");
  private static final AsciiString FORWARDED_HOST = AsciiString.cached("x-forwarded-host");
  private static final AsciiString FORWARDED_URI = AsciiString.cached("x-forwarded-uri");
  private static final AsciiString FORWARDED_FOR = AsciiString.cached("x-forwarded-for");
  private static final AsciiString REQUEST_ID = AsciiString.cached("x-request-id");

  private static final Refused REPEATED =
      new Refused(
          GatewayError.client(400, "credentials_malformed")
              .withDetail("The request has more than one field Authorization."),
          null);
  private static final Refused MISLEADING =
      new Refused(
          GatewayError.client(400, "malformed_path")
              .withDetail("A value of the request cannot stand in a path."),
          null);

  /** What becomes of requests, as counted. */
  static final String[] OUTCOMES = {"allowed", "denied", "unavailable", "cached"};

  private static final int ALLOWED = 0;
  private static final int DENIED = 1;
  private static final int UNAVAILABLE = 2;
  private static final int CACHED = 3;

  private final Destination service;
  private final String method;
  private final Target target;
  private final ShownFields shownFields;
  private final @Nullable Slot<ShownFields.Shown> shownBefore; // null: nothing that is shown goes
  private final List<String> own;
  private final AnswerReader reader;
  private final ConsumerField consumer;
  private final long timeoutNanos;
  private final int maxBody;
  private final Slot<Denied> denied;
  private final Slot<Allowed> allowed;
  private final @Nullable Decisions kept;
  private final Key key; // for what they are kept
  private final long keptNanos;
  private final RouteCounters counters;

  /**
   * @param shownBefore where what the service is shown waits, when the origin must not have it
   * @param own the fields that the service says to the origin
   * @param denied where the service's 401 waits until it is known that nothing else lets it in
   * @param allowed where its consent waits that has fields for the client
   * @param kept null: the service is asked for each request
   */
  ForwardAuth(
      ForwardAuthConfig config,
      Destination service,
      ShownFields shownFields,
      @Nullable Slot<ShownFields.Shown> shownBefore,
      List<String> own,
      AnswerReader reader,
      ConsumerField consumer,
      Slot<Denied> denied,
      Slot<Allowed> allowed,
      @Nullable Decisions kept,
      RouteCounters counters) {
    this.service = service;
    this.method = config.method();
    this.target = Target.of(config.path());
    this.shownFields = shownFields;
    this.shownBefore = shownBefore;
    this.own = own;
    this.reader = reader;
    this.consumer = consumer;
    this.timeoutNanos = config.timeout().toNanos();
    this.maxBody = config.maxBody().intBytes();
    this.denied = denied;
    this.allowed = allowed;
    this.kept = kept;
    CacheConfig cache = config.cache();
    this.key = cache == null ? Key.of("route") : cache.key();
    this.keptNanos = cache == null ? 0 : cache.ttl().toNanos();
    this.counters = counters;
  }

  @Override
  public void cleanse(Exchange exchange) {
    if (shownBefore != null) {
      exchange.set(shownBefore, shownFields.in(exchange));
    }
    for (int i = 0; i < own.size(); i++) {
      exchange.reserve(own.get(i));
    }
    consumer.cleanse(exchange);
  }

  @Override
  public boolean shows(CharSequence field) {
    String name = field.toString();
    for (int i = 0; i < own.size(); i++) {
      if (own.get(i).equalsIgnoreCase(name)) {
        return false;
      }
    }
    return shownFields.has(name);
  }

  @Override
  public Authentication authenticate(Exchange exchange, Later later) {
    ShownFields.Shown shown = shownBefore == null ? null : exchange.get(shownBefore);
    if (shown == null) {
      shown = shownFields.in(exchange);
    }
    if (shown.repeated()) {
      return REPEATED;
    }
    String path = target.of(exchange);
    if (path == null) {
      return MISLEADING;
    }
    Sha256 of = null;
    if (kept != null) {
      of = Decisions.key(shown.values(), path, exchange.authority(), key.in(exchange));
      Decision known = kept.find(of);
      if (known != null) {
        counters.increment(CACHED);
        return apply(known, exchange);
      }
    }
    ask(exchange, later, shown, path, of);
    return Authentication.PENDING;
  }

  private void ask(
      Exchange exchange, Later later, ShownFields.Shown shown, String path, @Nullable Sha256 of) {
    Question question = exchange.question(service, method, path);
    HttpHeaders fields = question.requestHeaders();
    shown.to(fields);
    fields.set(FORWARDED_METHOD, exchange.method());
    fields.set(FORWARDED_PROTO, exchange.scheme());
    fields.set(FORWARDED_HOST, exchange.authority());
    String query = exchange.query();
    fields.set(FORWARDED_URI, query == null ? exchange.path() : exchange.path() + '?' + query);
    fields.set(FORWARDED_FOR, exchange.clientIp());
    fields.set(REQUEST_ID, exchange.requestId());
    Asked asked = new Asked(this, exchange, later, of);
    question.ask(Unpooled.EMPTY_BUFFER, timeoutNanos, maxBody, asked);
  }

  /** Who waits for an answer. */
  private record Asked(ForwardAuth filter, Exchange exchange, Later later, @Nullable Sha256 of)
      implements Consumer<Answer> {

    @Override
    public void accept(Answer answer) {
      later.found(exchange, filter.apply(filter.learn(answer, of), exchange));
    }
  }

  private Decision learn(Answer answer, @Nullable Sha256 of) {
    Decision decision = reader.read(answer);
    counters.increment(
        decision instanceof Allowed ? ALLOWED : decision instanceof Denied ? DENIED : UNAVAILABLE);
    if (kept != null && of != null && mayBeKept(decision)) {
      long nanos = Freshness.of(answer.responseHeaders(), keptNanos);
      if (nanos > 0) {
        kept.add(of, decision, nanos);
      }
    }
    return decision;
  }

  /** A redirect leads one client to where it logs in, and is different the next time. */
  private static boolean mayBeKept(Decision decision) {
    return decision instanceof Allowed
        || (decision instanceof Denied answer && answer.status() >= 400);
  }

  private Authentication apply(Decision decision, Exchange exchange) {
    if (decision instanceof Allowed consent) {
      if (!consent.fields().isEmpty()) {
        exchange.set(allowed, consent);
      }
      return consent.accepted();
    }
    if (decision instanceof Denied answer) {
      Refused refused = answer.refused();
      if (refused != null) {
        exchange.set(denied, answer);
        return refused;
      }
      reply(exchange, answer);
      return Authentication.ANSWERED;
    }
    exchange.note("forward_auth=" + ((Unknown) decision).cause());
    return Unknown.REFUSED;
  }

  private static void reply(Exchange exchange, Denied answer) {
    exchange.note("forward_auth=" + answer.status());
    add(answer.fields(), exchange);
    exchange.reply(answer.status(), null, Unpooled.wrappedBuffer(answer.body()));
  }

  private static void add(List<String> fields, Exchange exchange) {
    HttpHeaders headers = exchange.responseHeaders();
    for (int i = 0; i < fields.size(); i += 2) {
      headers.add(fields.get(i), fields.get(i + 1));
    }
  }

  /** The service's own words, where it has said 401. */
  @Override
  public boolean refuses(Exchange exchange, Refused why) {
    Denied answer = exchange.get(denied);
    if (answer == null || !why.equals(answer.refused())) {
      return false;
    }
    reply(exchange, answer);
    return true;
  }

  /** What the service says when it is asked. */
  @Override
  public @Nullable String challenge() {
    return null;
  }

  @Override
  public void admit(Exchange exchange, Identity identity) {
    reader.tell(identity, exchange.requestHeaders());
    Allowed consent = exchange.get(allowed);
    if (consent != null) {
      add(consent.fields(), exchange);
    }
    if (!identity.consumer().isEmpty()) {
      consumer.tell(exchange, identity);
    }
  }
}
