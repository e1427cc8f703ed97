package io.sluice.admin;

import io.sluice.gateway.config.AdminConfig;

/** What the running config says of the admin API itself. */
@FunctionalInterface
interface AdminSettings {
  /** As of now; never waits. */
  AdminConfig now();
}
