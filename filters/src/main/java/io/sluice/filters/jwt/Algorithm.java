package io.sluice.filters.jwt;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The signature algorithms that are taken (RFC 7518 section 3.1, RFC 8037, RFC 9864). There is no
 * {@code none}, and what is not here cannot be named: an attack by the algorithm begins with one
 * that the verifier knows and the key was not made for.
 */
public enum Algorithm {
  HS256("HS256", Family.HMAC, 256),
  HS384("HS384", Family.HMAC, 384),
  HS512("HS512", Family.HMAC, 512),
  RS256("RS256", Family.RSA, 256),
  RS384("RS384", Family.RSA, 384),
  RS512("RS512", Family.RSA, 512),
  PS256("PS256", Family.RSA, 256),
  PS384("PS384", Family.RSA, 384),
  PS512("PS512", Family.RSA, 512),
  ES256("ES256", Family.P256, 256),
  ES384("ES384", Family.P384, 384),
  ES512("ES512", Family.P521, 512),
  EDDSA("EdDSA", Family.ED25519, 512),
  ED25519("Ed25519", Family.ED25519, 512);

  /** Names as the config may have them; a pattern. */
  public static final String PATTERN = "[HRPE]S(256|384|512)|EdDSA|Ed25519";

  /** What a key must be to serve an algorithm. */
  public enum Family {
    HMAC,
    RSA,
    P256,
    P384,
    P521,
    ED25519
  }

  private static final Map<String, Algorithm> BY_NAME = new HashMap<>();

  static {
    for (Algorithm algorithm : values()) {
      BY_NAME.put(algorithm.jose, algorithm);
    }
  }

  private final String jose;
  private final Family family;
  private final int hashBits;

  @SuppressWarnings("ImmutableEnumChecker") // it is, without saying so
  private final JWSHeader header;

  Algorithm(String jose, Family family, int hashBits) {
    this.jose = jose;
    this.family = family;
    this.hashBits = hashBits;
    this.header = new JWSHeader(JWSAlgorithm.parse(jose));
  }

  /** The one of this name, in exactly this spelling (RFC 7515 section 4.1.1); null = none. */
  public static @Nullable Algorithm of(String name) {
    return BY_NAME.get(name);
  }

  public Family family() {
    return family;
  }

  /** Bytes that a secret must have at least (RFC 7518 section 3.2); 0 where there is none. */
  public int leastSecret() {
    return hashBits / 8;
  }

  /** All that the verifiers hear of a token's header: never what the token itself says. */
  JWSHeader header() {
    return header;
  }

  /** Its name in tokens. */
  @Override
  public String toString() {
    return jose;
  }
}
