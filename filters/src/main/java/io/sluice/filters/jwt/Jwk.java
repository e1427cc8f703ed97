package io.sluice.filters.jwt;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import io.sluice.filters.jwt.Algorithm.Family;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.text.ParseException;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One key of a set (RFC 7517). Only the public members are read: what leads to other keys (x5u,
 * x5c) does not count, and what should not be there (d) is left alone.
 */
final class Jwk {
  private static final List<String> READ = List.of("kty", "crv", "x", "y", "n", "e");
  private static final int ED25519_BYTES = 32;

  private Jwk() {}

  /**
   * The key of a JSON object.
   *
   * @return null when it is for something else than verifying
   * @throws IllegalArgumentException when it is malformed, weak or of a kind that is not taken
   */
  static @Nullable VerificationKey key(Map<?, ?> jwk) {
    if (!isForSignatures(jwk)) {
      return null;
    }
    String type = text(jwk, "kty");
    Set<Algorithm> algorithms = algorithms(jwk);
    return switch (type == null ? "" : type) {
      case "oct" -> secret(jwk, algorithms);
      case "OKP" -> VerificationKey.of(text(jwk, "kid"), algorithms, ed25519(jwk));
      default -> VerificationKey.of(text(jwk, "kid"), algorithms, publicKey(jwk));
    };
  }

  /** Sections 4.2 and 4.3. */
  private static boolean isForSignatures(Map<?, ?> jwk) {
    String use = text(jwk, "use");
    Object operations = jwk.get("key_ops");
    return (use == null || use.equals("sig"))
        && (operations == null || (operations instanceof List<?> all && all.contains("verify")));
  }

  /** Of an algorithm that is not known no other one of the same family takes the place. */
  private static Set<Algorithm> algorithms(Map<?, ?> jwk) {
    String name = text(jwk, "alg");
    if (name == null) {
      return Set.of();
    }
    Algorithm algorithm = Algorithm.of(name);
    if (algorithm == null) {
      throw new IllegalArgumentException("alg " + printable(name) + " is not taken");
    }
    // two names of one thing (RFC 9864)
    return algorithm.family() == Family.ED25519
        ? Set.of(Algorithm.EDDSA, Algorithm.ED25519)
        : Set.of(algorithm);
  }

  /** For the log: in one line, and not longer than that. */
  private static String printable(String text) {
    String line = text.replaceAll("[^ -~]", "?");
    return line.length() <= 120 ? line : line.substring(0, 120);
  }

  private static @Nullable String text(Map<?, ?> jwk, String member) {
    Object value = jwk.get(member);
    if (value == null || value instanceof String) {
      return (String) value;
    }
    throw new IllegalArgumentException(member + " is no string");
  }

  private static VerificationKey secret(Map<?, ?> jwk, Set<Algorithm> algorithms) {
    return VerificationKey.secret(text(jwk, "kid"), algorithms, bytes(jwk, "k"));
  }

  private static byte[] bytes(Map<?, ?> jwk, String member) {
    String text = text(jwk, member);
    try {
      return Base64.getUrlDecoder().decode(text == null ? "" : text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(member + " is no base64url", e);
    }
  }

  private static PublicKey publicKey(Map<?, ?> jwk) {
    Map<String, Object> read = new HashMap<>();
    for (String member : READ) {
      Object value = jwk.get(member);
      if (value != null) {
        read.put(member, value);
      }
    }
    try {
      JWK key = JWK.parse(read);
      if (key instanceof RSAKey rsa) {
        return rsa.toRSAPublicKey();
      }
      if (key instanceof ECKey ec) {
        return ec.toECPublicKey();
      }
    } catch (ParseException | JOSEException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "malformed: " + printable(String.valueOf(e.getMessage())), e);
    }
    throw new IllegalArgumentException("a key of another type (expected: RSA, EC or OKP)");
  }

  /** RFC 8037 section 2, RFC 8032 section 5.1.2. */
  private static PublicKey ed25519(Map<?, ?> jwk) {
    byte[] little = bytes(jwk, "x");
    if (!"Ed25519".equals(text(jwk, "crv")) || little.length != ED25519_BYTES) {
      throw new IllegalArgumentException("crv or x is not of Ed25519");
    }
    boolean odd = (little[ED25519_BYTES - 1] & 0x80) != 0;
    byte[] big = new byte[ED25519_BYTES];
    for (int i = 0; i < ED25519_BYTES; i++) {
      big[i] = little[ED25519_BYTES - 1 - i];
    }
    big[0] &= 0x7f;
    EdECPoint point = new EdECPoint(odd, new BigInteger(1, big));
    try {
      return KeyFactory.getInstance("Ed25519")
          .generatePublic(new EdECPublicKeySpec(NamedParameterSpec.ED25519, point));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("x is no point of Ed25519", e);
    }
  }
}
