package io.sluice.filters.jwt;

import com.nimbusds.jose.crypto.utils.ECChecks;
import com.nimbusds.jose.jwk.Curve;
import io.sluice.filters.jwt.Algorithm.Family;
import java.security.interfaces.ECPublicKey;
import org.jspecify.annotations.Nullable;

/** The elliptic curves that are taken: one for each algorithm (RFC 7518 section 3.4). */
final class Curves {
  private Curves() {}

  /**
   * The family of a key.
   *
   * @throws IllegalArgumentException when it is on another curve, or not on its own
   */
  static Family family(ECPublicKey key) {
    Curve curve = Curve.forECParameterSpec(key.getParams());
    Family family = curve == null ? null : family(curve);
    if (family == null) {
      throw new IllegalArgumentException(
          "a key on another curve (expected: one on P-256, P-384 or P-521)");
    }
    if (!ECChecks.isPointOnCurve(key, key.getParams())) {
      throw new IllegalArgumentException("a key that is no point of its curve");
    }
    return family;
  }

  private static @Nullable Family family(Curve curve) {
    if (curve.equals(Curve.P_256)) {
      return Family.P256;
    }
    if (curve.equals(Curve.P_384)) {
      return Family.P384;
    }
    return curve.equals(Curve.P_521) ? Family.P521 : null;
  }
}
