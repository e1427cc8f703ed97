package io.sluice.gateway.config;

import io.sluice.gateway.api.Option;

/** Where operators connect. */
public record AdminConfig(
    @Option(
            value = "Address and port of metrics, health and the admin API; port 0 = any free one.",
            orElse = "127.0.0.1:9901")
        Bind bind) {

  static final Bind DEFAULT_BIND = new Bind("127.0.0.1", 9901);
}
