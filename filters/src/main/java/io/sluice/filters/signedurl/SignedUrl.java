package io.sluice.filters.signedurl;

import io.sluice.filters.auth.Challenges;
import io.sluice.filters.auth.ConsumerField;
import io.sluice.filters.auth.HmacSha256;
import io.sluice.gateway.api.Authentication;
import io.sluice.gateway.api.Authentication.Accepted;
import io.sluice.gateway.api.Authentication.Refused;
import io.sluice.gateway.api.Authenticator;
import io.sluice.gateway.api.Consumers;
import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.api.GatewayError;
import io.sluice.gateway.api.Identity;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Accepts whoever has a link that a key has signed, while it is good. What it says about itself
 * counts only once its signature is right.
 */
final class SignedUrl implements Authenticator {
  private static final Refused MALFORMED =
      refused(400, "link_malformed", "The link's own parameters are incomplete or changed.");
  private static final Refused INVALID =
      refused(401, "link_invalid", "The link is not good for this request.");
  private static final Refused EXPIRED =
      refused(401, "link_expired", "The link is not good any more.");

  private final Map<String, Key> keys = new HashMap<>();
  private final String namePrefix;
  private final String[] methods;
  private final long maxLifetime; // seconds
  private final String challenge;
  private final ConsumerField consumerField;
  private final Consumers consumers;
  private final InstantSource clock;

  /**
   * What a key's links are.
   *
   * @param consumer who must be known for them to be good; null: nobody need be
   */
  private record Key(HmacSha256 mac, Accepted accepted, @Nullable String consumer) {}

  SignedUrl(SignedUrlConfig config, Consumers consumers, InstantSource clock) {
    for (LinkKey key : config.keys()) {
      String consumer = key.consumer() == null ? key.id() : key.consumer();
      keys.put(key.id(), new Key(mac(key), new Accepted(Identity.of(consumer)), key.consumer()));
    }
    this.namePrefix = config.parameterPrefix();
    this.methods = config.methods().toArray(new String[0]);
    this.maxLifetime = config.maxLifetime().toSeconds();
    this.challenge = Challenges.of("SignedUrl", config.realm());
    this.consumerField = ConsumerField.of(config.consumerHeader());
    this.consumers = consumers;
    this.clock = clock;
  }

  static HmacSha256 mac(LinkKey key) {
    return new HmacSha256(key.secretBytes());
  }

  private static Refused refused(int status, String reason, String detail) {
    return new Refused(GatewayError.client(status, reason).withDetail(detail), null);
  }

  @Override
  public void cleanse(Exchange exchange) {
    consumerField.cleanse(exchange);
  }

  @Override
  public Authentication authenticate(Exchange exchange, Later later) {
    String query = exchange.query();
    if (query == null || !Link.isIn(query, namePrefix)) {
      return Authentication.ABSENT;
    }
    Link link = Link.parse(query, namePrefix);
    return link == null ? MALFORMED : judge(exchange, link);
  }

  private Authentication judge(Exchange exchange, Link link) {
    Key key = keys.get(link.key());
    if (key == null || !isSigned(exchange, link, key) || !isOfSomebody(key)) {
      return INVALID;
    }
    long left = link.expires() - clock.millis() / 1000;
    if (left < 0) {
      return EXPIRED;
    }
    String method = exchange.method();
    boolean good =
        left <= maxLifetime
            && link.allows(method)
            && mayAllow(method)
            && link.reaches(exchange.path());
    return good ? key.accepted() : INVALID;
  }

  /** Who has been taken out of the config has no links any more. */
  private boolean isOfSomebody(Key key) {
    return key.consumer() == null || consumers.find(key.consumer()) != null;
  }

  private static boolean isSigned(Exchange exchange, Link link, Key key) {
    String path = link.prefix() == null ? exchange.path() : null;
    String right = Link.sign(key.mac(), exchange.host(), path, link.signed());
    return MessageDigest.isEqual(
        right.getBytes(StandardCharsets.ISO_8859_1),
        link.signature().getBytes(StandardCharsets.ISO_8859_1));
  }

  private boolean mayAllow(String method) {
    for (String allowed : methods) {
      if (allowed.equals(method)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public @Nullable String challenge() {
    return challenge;
  }

  @Override
  public void admit(Exchange exchange, Identity identity) {
    String query = exchange.forwardQuery();
    if (query != null) {
      exchange.forwardAs(exchange.forwardPath(), Link.without(query, namePrefix));
    }
    consumerField.tell(exchange, identity);
  }
}
