package io.sluice.filters.jwt;

import java.math.BigInteger;
import java.security.interfaces.RSAPublicKey;

/** Refuses RSA keys that anybody could sign with. */
final class RsaStrength {
  private static final int LEAST_BITS = 2048; // RFC 7518 section 3.3
  private static final int MOST_BITS = 16_384; // verifying takes time that grows with it
  private static final BigInteger LEAST_EXPONENT = BigInteger.valueOf(3);
  private static final int MOST_EXPONENT_BITS = 64;

  private static final BigInteger GENERATOR = BigInteger.valueOf(65_537);
  private static final int[] PRIMES = {
    11, 13, 17, 19, 37, 53, 61, 71, 73, 79, 97, 103, 107, 109, 127, 151, 157
  };

  private RsaStrength() {}

  /**
   * @throws IllegalArgumentException saying what is weak about it
   */
  static void check(RSAPublicKey key) {
    BigInteger modulus = key.getModulus();
    BigInteger exponent = key.getPublicExponent();
    int bits = modulus.bitLength();
    if (bits < LEAST_BITS || bits > MOST_BITS || !modulus.testBit(0)) {
      throw new IllegalArgumentException(
          "an RSA key of " + bits + " bits (expected: " + LEAST_BITS + " to " + MOST_BITS + ")");
    }
    if (exponent.compareTo(LEAST_EXPONENT) < 0
        || !exponent.testBit(0)
        || exponent.bitLength() > MOST_EXPONENT_BITS) {
      throw new IllegalArgumentException(
          "an RSA key with a weak exponent (expected: an odd one from 3, such as 65537)");
    }
    if (isOfBrokenGenerator(modulus)) {
      throw new IllegalArgumentException(
          "an RSA key with the structure of CVE-2017-15361 (expected: one made anew elsewhere)");
    }
  }

  /**
   * Whether the modulus is a power of 65537 modulo each of these primes, as it is with keys of a
   * generator whose keys can be factored (ROCA) and with one of 130 million others.
   */
  private static boolean isOfBrokenGenerator(BigInteger modulus) {
    for (int prime : PRIMES) {
      if (!isPower(modulus.mod(BigInteger.valueOf(prime)).intValue(), prime)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isPower(int residue, int prime) {
    int generator = GENERATOR.mod(BigInteger.valueOf(prime)).intValue();
    int power = 1;
    do {
      if (power == residue) {
        return true;
      }
      power = power * generator % prime;
    } while (power != 1);
    return false;
  }
}
