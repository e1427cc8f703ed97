package io.sluice.filters.signedurl;

import io.sluice.filters.auth.Challenges;
import io.sluice.gateway.api.Option;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Options of {@code signed_url}.
 *
 * @param keys that sign links; the first signs new ones
 * @param methods that links may be good for
 * @param maxLifetime from now to the end of a link
 * @param parameterPrefix how the names of the link's own query parameters begin
 * @param consumerHeader tells the origin whose key signed; null: it is not told
 */
public record SignedUrlConfig(
    @Option(value = "Keys whose links are good; the first signs new ones.", min = 1, max = 16)
        List<LinkKey> keys,
    @Option(
            value = "Methods that links may be good for.",
            orElse = "[GET, HEAD]",
            min = 1,
            pattern = "[A-Z]{1,32}")
        List<String> methods,
    @Option(
            value = "How long links may be good.",
            orElse = "168h",
            min = 1_000_000_000,
            max = 31_536_000_000_000_000L)
        Duration maxLifetime,
    @Option(
            value = "How the names of a link's own query parameters begin.",
            orElse = "sl_",
            pattern = "[A-Za-z0-9_.-]{1,16}")
        String parameterPrefix,
    @Option(value = "Named in WWW-Authenticate.", orElse = "sluice", pattern = Challenges.REALM)
        String realm,
    @Option("Field that tells the origin who calls; the client's own is removed.")
        @Nullable String consumerHeader) {

  public SignedUrlConfig {
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < keys.size(); i++) {
      if (!ids.add(keys.get(i).id())) {
        throw new IllegalArgumentException(
            "keys[" + i + "].id: " + keys.get(i).id() + " (expected: another than those before)");
      }
    }
  }
}
