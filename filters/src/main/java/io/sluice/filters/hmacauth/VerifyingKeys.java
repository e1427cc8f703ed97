package io.sluice.filters.hmacauth;

import io.sluice.filters.auth.HmacSha256;
import io.sluice.gateway.api.Credential;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The keys of credentials, each made once: a public key takes some 50 µs to read. Any thread.
 *
 * <p>Which credential belongs to a name the consumers in force say; what is kept here vouches for
 * nobody. A credential that is taken away stays until the filter is made anew, or there are too
 * many.
 */
final class VerifyingKeys {
  private static final int MOST = 10_000;

  private final ConcurrentHashMap<Credential, VerifyingKey> keys = new ConcurrentHashMap<>();

  VerifyingKeys() {
    HmacSha256.prepare();
  }

  VerifyingKey of(Credential credential) {
    VerifyingKey known = keys.get(credential);
    if (known != null) {
      return known;
    }
    VerifyingKey made = VerifyingKey.of(credential);
    if (keys.size() >= MOST) {
      keys.clear();
    }
    keys.put(credential, made);
    return made;
  }
}
