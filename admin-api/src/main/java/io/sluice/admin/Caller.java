package io.sluice.admin;

import io.sluice.gateway.config.AdminConfig;
import io.sluice.gateway.config.AdminTokenConfig.Role;

/**
 * Who asks.
 *
 * @param name of the token
 */
record Caller(String name, Role role) {

  /** Somebody on this machine, while there are no tokens. */
  static final Caller LOCAL = new Caller("local", Role.ADMIN);

  /** Somebody who asks for what is everybody's, or was not let in. */
  static final Caller ANYBODY = new Caller("", Role.VIEWER);

  /** Whether a config lets them in. */
  boolean isIn(AdminConfig admin) {
    return equals(LOCAL)
        ? admin.tokens().isEmpty()
        : admin.tokens().stream()
            .anyMatch(token -> token.name().equals(name) && token.role() == role);
  }

  /** Whether writes are theirs. */
  boolean isAdmin() {
    return role == Role.ADMIN;
  }
}
