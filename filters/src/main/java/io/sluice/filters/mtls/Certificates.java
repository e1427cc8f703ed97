package io.sluice.filters.mtls;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.sluice.filters.auth.Digests;
import io.sluice.gateway.api.FilterContext;
import io.sluice.gateway.api.Kept;
import java.security.cert.CertificateException;
import org.jspecify.annotations.Nullable;

/** Certificates that were read, by the hash of the field that they stood in. Any thread. */
final class Certificates implements Kept {
  private static final int MOST = 10_000;

  private final Cache<String, ClientCertificate> read =
      Caffeine.newBuilder().maximumSize(MOST).build();

  /** Equal for all filters of a gateway. */
  private record Identity() {}

  /** For a factory. */
  static Certificates of(FilterContext context) {
    return context.keep(new Identity(), Certificates::new);
  }

  static String name(String field) {
    return Digests.name(field);
  }

  /** The one that was read from a field of that hash, or null. */
  @Nullable ClientCertificate find(String name) {
    return read.getIfPresent(name);
  }

  /** Reads one; takes its time. */
  ClientCertificate read(String name, String field) throws CertificateException {
    ClientCertificate certificate = ClientCertificate.of(field);
    read.put(name, certificate);
    return certificate;
  }

  @Override
  public void close() {
    read.invalidateAll();
  }
}
