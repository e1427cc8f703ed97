package io.sluice.filters.jwtauth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.interfaces.ECPrivateKey;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** Signs tokens, right ones and others. */
final class Tokens {
  static final String SECRET = "a secret of thirty-two characters";
  static final String OTHER_SECRET = "another-secret-of-thirty-two-characters";
  static final long NOW = 1_800_000_000;

  private Tokens() {}

  static KeyPair pair(String algorithm, int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      if (bits > 0) {
        generator.initialize(bits);
      }
      return generator.generateKeyPair();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  static String pem(PublicKey key) {
    return "-----BEGIN PUBLIC KEY-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded())
        + "\n-----END PUBLIC KEY-----\n";
  }

  /** By the secret. */
  static String hs256(String claims) {
    return hs256("{\"alg\":\"HS256\"}", claims, SECRET.getBytes(StandardCharsets.UTF_8));
  }

  /** With a header as it is given, whatever it says. */
  static String hs256(String header, String claims, byte[] secret) {
    String signed = base64url(header) + "." + base64url(claims);
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      return signed + "." + base64url(mac.doFinal(signed.getBytes(StandardCharsets.ISO_8859_1)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static String by(KeyPair pair, JWSAlgorithm algorithm, @Nullable String kid, String claims) {
    try {
      JWSSigner signer =
          pair.getPrivate() instanceof ECPrivateKey ec
              ? new ECDSASigner(ec)
              : new RSASSASigner(pair.getPrivate());
      return by(signer, new JWSHeader.Builder(algorithm).keyID(kid).build(), claims);
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  static String by(byte[] secret, JWSAlgorithm algorithm, String claims) {
    try {
      return by(new MACSigner(secret), new JWSHeader(algorithm), claims);
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String by(JWSSigner signer, JWSHeader header, String claims) throws JOSEException {
    JWSObject token = new JWSObject(header, new Payload(claims));
    token.sign(signer);
    return token.serialize();
  }

  static String base64url(String text) {
    return base64url(text.getBytes(StandardCharsets.UTF_8));
  }

  static String base64url(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** Claims of somebody, valid for a minute from {@link #NOW}. */
  static String claims(String more) {
    return "{\"sub\":\"alice\",\"exp\":" + (NOW + 60) + more + "}";
  }
}
