package io.sluice.gateway.config;

import io.sluice.gateway.api.Option;

/** Somebody who may use the admin API. */
public record AdminTokenConfig(
    @Option(value = "Who it is, in the log and in revisions.", pattern = Names.ID) String name,
    @Option(value = "What it may do: viewer = read, admin = all.", orElse = "viewer") Role role,
    @Option(
            value = "What is sent as Authorization: Bearer.",
            secret = true,
            pattern = Names.BEARER_TOKEN)
        String token) {

  /** What somebody may do. */
  public enum Role {
    /** Read, and try what a change would do. */
    VIEWER,
    /** All. */
    ADMIN
  }

  /** Without the token. */
  @Override
  public String toString() {
    return "AdminTokenConfig[name=" + name + ", role=" + role + "]";
  }
}
