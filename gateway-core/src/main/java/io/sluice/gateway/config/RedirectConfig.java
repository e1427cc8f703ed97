package io.sluice.gateway.config;

import io.sluice.gateway.api.Option;

/** An answer that sends the client elsewhere. */
public record RedirectConfig(
    @Option(value = "301, 302, 303, 307 or 308.", orElse = "308") int status,
    @Option(value = "Where to; may hold variables: https://{host}{path}.", pattern = Names.URI)
        String location) {

  public RedirectConfig {
    if (status < 301 || status > 308 || (status > 303 && status < 307)) {
      throw new IllegalArgumentException(
          "status: " + status + " (expected: 301, 302, 303, 307 or 308)");
    }
  }
}
