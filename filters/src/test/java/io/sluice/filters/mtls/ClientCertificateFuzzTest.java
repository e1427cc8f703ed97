package io.sluice.filters.mtls;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.cert.CertificateException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Mutations of a field Client-Cert and of the certificate in it: it is read or refused, and nothing
 * else is ever thrown.
 *
 * <p>Runs for {@code -Dsluice.fuzz.seconds} (30) from {@code -Dsluice.fuzz.seed}; a failure names
 * the seed of its own field.
 */
class ClientCertificateFuzzTest {

  @Test
  void readsOrRefuses() throws Exception {
    long seconds = Long.getLong("sluice.fuzz.seconds", 30);
    long first = Long.getLong("sluice.fuzz.seed", 20_260_101);
    System.out.println("seed " + first + ", " + seconds + " s");
    byte[] der = Base64.getDecoder().decode(MtlsTest.ANN);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    int count = 0;
    int refused = 0;
    while (System.nanoTime() - end < 0) {
      long seed = first + count++;
      Random random = new Random(seed);
      CertificateFormat format =
          random.nextBoolean() ? CertificateFormat.PEM : CertificateFormat.RFC9440;
      String field = field(der, format, random);
      try {
        assertThat(ClientCertificate.of(field, format).sha256()).as("seed " + seed).hasSize(64);
      } catch (CertificateException e) {
        refused++;
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
    System.out.println(count + " fields, " + refused + " refused");
    assertThat(refused).isPositive().isLessThan(count);
  }

  private static String field(byte[] der, CertificateFormat format, Random random) {
    byte[] changed = der.clone();
    for (int i = random.nextInt(4); i > 0; i--) {
      changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
    }
    int length = random.nextInt(8) == 0 ? random.nextInt(changed.length) : changed.length;
    String base64 = Base64.getEncoder().encodeToString(Arrays.copyOf(changed, length));
    boolean pem = format == CertificateFormat.PEM;
    StringBuilder field =
        new StringBuilder(pem ? MtlsTest.escaped(MtlsTest.pem(base64)) : ":" + base64 + ":");
    if (random.nextInt(8) == 0) {
      int from = random.nextInt(field.length());
      field.delete(from, Math.min(field.length(), from + random.nextInt(60)));
    }
    if (!field.isEmpty() && random.nextInt(8) == 0) {
      field.setCharAt(random.nextInt(field.length()), (char) random.nextInt(256));
    }
    return field.toString();
  }
}
