package io.sluice.filters.hmacauth;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.EventExecutor;
import io.sluice.filters.hmacauth.HmacAuth.Checks;
import io.sluice.filters.hmacauth.Nonces.Sight;
import io.sluice.filters.hmacauth.Signatures.Candidate;
import io.sluice.gateway.api.Authentication;
import io.sluice.gateway.api.Authentication.Accepted;
import io.sluice.gateway.api.Authentication.Refused;
import io.sluice.gateway.api.Authenticator.Later;
import io.sluice.gateway.api.Consumers.Holder;
import io.sluice.gateway.api.Credential;
import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.api.GatewayError;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The verification of one request's signature, in three steps of which each may take its time: the
 * signature, the body, the nonce. A nonce is remembered last, so that only what is accepted uses it
 * up. Confined to the exchange's event loop, but for what it has others do.
 */
final class Verification {
  private static final Refused WRONG = new Refused(Refusal.wrong().error(), null);
  private static final Refused BODY_CHANGED =
      refused(
          GatewayError.client(401, "digest_mismatch"),
          "The body is another than its Content-Digest says.");
  private static final Refused REPLAYED =
      refused(GatewayError.client(401, "signature_replayed"), "The nonce has been used.");
  private static final Refused NO_ROOM =
      refused(
          GatewayError.gateway(503, "nonces_full"), "More requests than can be told from replays.");
  private static final Refused NO_STORE =
      refused(
          GatewayError.gateway(503, "store_unavailable"),
          "It cannot be told at the moment whether the request is a replay.");

  /** Bytes of a body for whose digest the event loop has time: some 100 µs. */
  private static final int QUICK_BODY = 64 << 10;

  private final HmacAuth auth;
  private final Checks checks;
  private final Exchange exchange;
  private final Later later;
  private final Candidate candidate;
  private final @Nullable ContentDigest digest;

  // What is told while its question is still on the stack is not told later, but returned.
  private boolean collecting;
  private boolean looking;
  private @Nullable Authentication early;

  Verification(
      HmacAuth auth,
      Checks checks,
      Exchange exchange,
      Later later,
      Candidate candidate,
      @Nullable ContentDigest digest) {
    this.auth = auth;
    this.checks = checks;
    this.exchange = exchange;
    this.later = later;
    this.candidate = candidate;
    this.digest = digest;
  }

  /** The first step; what has been found, or {@code PENDING}. */
  Authentication begin(VerifyingKeys keys) {
    Credential credential = candidate.holder().credential();
    byte[] signed = candidate.signed();
    byte[] value = candidate.value();
    if (credential.publicKey() == null) {
      return keys.of(credential).verifies(signed, value) ? onSigned() : WRONG;
    }
    Accepted accepted = candidate.holder().accepted();
    return checks
        .offload()
        .run(
            exchange,
            (same, found) -> tell(found instanceof Accepted ? onSigned() : found),
            () -> keys.of(credential).verifies(signed, value) ? accepted : WRONG);
  }

  private static Refused refused(GatewayError error, String detail) {
    return new Refused(error.withDetail(detail), null);
  }

  private void tell(Authentication found) {
    if (!found.equals(Authentication.PENDING)) {
      later.found(exchange, found);
    }
  }

  private Authentication onSigned() {
    if (digest == null) {
      return onWhole();
    }
    if (exchange.requestBodyLength() == 0) {
      return compare(digest, Unpooled.EMPTY_BUFFER);
    }
    early = null;
    collecting = true;
    exchange.bufferRequestBody(checks.maxBody(), this::onBody);
    collecting = false;
    return Objects.requireNonNullElse(early, Authentication.PENDING);
  }

  private void onBody(ByteBuf whole) {
    boolean returned = !collecting;
    Authentication found = compare(Objects.requireNonNull(digest), whole);
    if (returned) {
      tell(found);
    } else {
      early = found;
    }
  }

  private Authentication compare(ContentDigest announced, ByteBuf body) {
    if (body.readableBytes() <= QUICK_BODY) {
      return announced.matches(body) ? onWhole() : BODY_CHANGED;
    }
    ByteBuf kept = body.retainedDuplicate(); // the exchange may end, and let go of it, meanwhile
    Accepted accepted = candidate.holder().accepted();
    Authentication found =
        checks
            .offload()
            .run(
                exchange,
                (same, matched) -> tell(matched instanceof Accepted ? onWhole() : matched),
                () -> {
                  try {
                    return announced.matches(kept) ? accepted : BODY_CHANGED;
                  } finally {
                    kept.release();
                  }
                });
    if (!found.equals(Authentication.PENDING)) {
      kept.release();
    }
    return found;
  }

  private Authentication onWhole() {
    try {
      auth.checkTime(candidate.signature()); // nonces are remembered no longer than that
    } catch (Refusal e) {
      return new Refused(e.error(), null);
    }
    Nonces nonces = checks.nonces();
    String nonce = candidate.signature().nonce();
    if (nonces == null || nonce == null) {
      return accepted();
    }
    if (mark().equals(exchange.get(checks.used()))) {
      return accepted(); // used by this very request
    }
    early = null;
    looking = true;
    nonces.see(candidate.keyId(), nonce, this::onSight);
    looking = false;
    return Objects.requireNonNullElse(early, Authentication.PENDING);
  }

  /** Whoever has been taken out of the config while this took its time does not come in. */
  private Authentication accepted() {
    Holder holder = checks.consumers().holder(Credential.Kind.SIGNING_KEY, candidate.keyId());
    return holder != null && holder.credential().equals(candidate.holder().credential())
        ? holder.accepted()
        : WRONG;
  }

  private String mark() {
    return candidate.keyId() + '\n' + candidate.signature().nonce();
  }

  /** Any thread. */
  private void onSight(Sight sight) {
    EventExecutor loop = exchange.executor();
    if (loop.inEventLoop()) {
      take(sight);
    } else {
      loop.execute(() -> take(sight));
    }
  }

  private void take(Sight sight) {
    if (sight == Sight.FIRST) {
      exchange.set(checks.used(), mark());
    }
    Authentication found =
        switch (sight) {
          case FIRST -> accepted();
          case AGAIN -> REPLAYED;
          case FULL -> NO_ROOM;
          case UNKNOWN -> NO_STORE;
        };
    if (looking) {
      early = found;
    } else {
      later.found(exchange, found);
    }
  }
}
