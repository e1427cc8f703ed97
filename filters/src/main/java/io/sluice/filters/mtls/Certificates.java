package io.sluice.filters.mtls;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.sluice.filters.auth.Sha256;
import io.sluice.gateway.api.FilterContext;
import io.sluice.gateway.api.Kept;
import java.security.cert.CertificateException;
import org.jspecify.annotations.Nullable;

/** Certificates that were read, by the hash of the field that they stood in. Any thread. */
final class Certificates implements Kept {
  private static final int MOST = 10_000;

  private final CertificateFormat format;
  private final Cache<Sha256, ClientCertificate> read =
      Caffeine.newBuilder().maximumSize(MOST).build();

  private Certificates(CertificateFormat format) {
    this.format = format;
  }

  /** Equal for all filters that read one format. */
  private record Identity(CertificateFormat format) {}

  /** For a factory. */
  static Certificates of(FilterContext context, CertificateFormat format) {
    return context.keep(new Identity(format), () -> new Certificates(format));
  }

  /** The one that was read from a field of that hash, or null. */
  @Nullable ClientCertificate find(Sha256 field) {
    return read.getIfPresent(field);
  }

  /** Reads one; takes its time. */
  ClientCertificate read(Sha256 hash, String field) throws CertificateException {
    ClientCertificate certificate = ClientCertificate.of(field, format);
    read.put(hash, certificate);
    return certificate;
  }

  @Override
  public void close() {
    read.invalidateAll();
  }
}
