package io.sluice.filters.hmacauth;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import io.sluice.filters.auth.ConsumerField;
import io.sluice.filters.auth.Offload;
import io.sluice.filters.hmacauth.Signatures.Candidate;
import io.sluice.gateway.api.Authentication;
import io.sluice.gateway.api.Authentication.Refused;
import io.sluice.gateway.api.Authenticator;
import io.sluice.gateway.api.Consumers;
import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.api.Identity;
import io.sluice.gateway.api.Slot;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Accepts who has signed the request. What is cheap to refuse is refused first: what cannot be
 * read, covers too little or is too old; then the signature is verified; only for who holds a key
 * the body is collected and a nonce remembered ({@link Verification}).
 */
final class HmacAuth implements Authenticator {
  private static final AsciiString ACCEPT_SIGNATURE = AsciiString.cached("accept-signature");

  private final Signatures signatures;
  private final Requirements requirements;
  private final SignatureBase base;
  private final InstantSource clock;
  private final ConsumerField consumerField;
  private final String challenge;
  private final boolean hides;
  private final Checks checks;
  private final VerifyingKeys keys = new VerifyingKeys();

  /**
   * How what is signed is verified.
   *
   * @param consumers who may sign
   * @param nonces null: they are not remembered
   * @param used where an exchange has the nonce that it has used, with its key
   * @param digest whether bodies are held against their digests
   */
  record Checks(
      Consumers consumers,
      Offload offload,
      @Nullable Nonces nonces,
      Slot<String> used,
      boolean digest,
      int maxBody) {}

  HmacAuth(
      Signatures signatures,
      Requirements requirements,
      SignatureBase base,
      InstantSource clock,
      ConsumerField consumerField,
      String challenge,
      boolean hides,
      Checks checks) {
    this.signatures = signatures;
    this.requirements = requirements;
    this.base = base;
    this.clock = clock;
    this.consumerField = consumerField;
    this.challenge = challenge;
    this.hides = hides;
    this.checks = checks;
  }

  @Override
  public void cleanse(Exchange exchange) {
    consumerField.cleanse(exchange);
  }

  @Override
  public Authentication authenticate(Exchange exchange, Later later) {
    try {
      if (!exchange.requestHeaders().contains(Signatures.INPUT)) {
        return Authentication.ABSENT; // a Signature alone is one of another making
      }
      Reading reading = new Reading(this, exchange);
      Candidate candidate = signatures.find(exchange.requestHeaders(), reading);
      if (candidate == null) {
        return Authentication.ABSENT;
      }
      return new Verification(this, checks, exchange, later, candidate, reading.digest).begin(keys);
    } catch (Refusal e) {
      return new Refused(e.error(), null);
    }
  }

  /** What is read of a request before it is known whether its key is. */
  private static final class Reading implements Signatures.Check {
    private final HmacAuth auth;
    private final Exchange exchange;
    private final Message message;
    private @Nullable ContentDigest digest; // of the signature that was looked at last

    Reading(HmacAuth auth, Exchange exchange) {
      this.auth = auth;
      this.exchange = exchange;
      this.message = Message.of(exchange);
    }

    @Override
    public byte[] signed(MessageSignature signature) throws Refusal {
      auth.requirements.check(signature, exchange.requestBodyLength() != 0, auth.now());
      digest = auth.checks.digest() ? digest(exchange, signature) : null;
      return auth.base.of(signature, message);
    }
  }

  /** Seconds since 1970. */
  private long now() {
    return clock.millis() / 1000;
  }

  /** Whether it counts at this moment: a body may come as slowly as it likes. */
  void checkTime(MessageSignature signature) throws Refusal {
    requirements.checkTime(signature, now());
  }

  /** Read before anything costs; null when it is not signed, and therefore says nothing. */
  private static @Nullable ContentDigest digest(Exchange exchange, MessageSignature signature)
      throws Refusal {
    for (Component component : signature.components()) {
      if (component.name().equals(ContentDigest.FIELD)) {
        return ContentDigest.of(exchange.requestHeaders().getAll(ContentDigest.FIELD));
      }
    }
    return null;
  }

  private void tellWhatIsWanted(Exchange exchange) {
    exchange
        .responseHeaders()
        .set(ACCEPT_SIGNATURE, requirements.acceptSignature(exchange.requestBodyLength() != 0));
  }

  @Override
  public String challenge() {
    return challenge;
  }

  @Override
  public boolean invites(Exchange exchange) {
    tellWhatIsWanted(exchange);
    return false;
  }

  /** The answer is ours, and says what would be right. */
  @Override
  public boolean refuses(Exchange exchange, Refused why) {
    if (why.error().status() == 401) {
      tellWhatIsWanted(exchange);
    }
    return false;
  }

  @Override
  public void admit(Exchange exchange, Identity identity) {
    consumerField.tell(exchange, identity);
    if (hides) {
      HttpHeaders fields = exchange.requestHeaders();
      fields.remove(Signatures.INPUT);
      fields.remove(Signatures.FIELD);
    }
  }
}
