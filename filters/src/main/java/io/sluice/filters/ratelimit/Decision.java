package io.sluice.filters.ratelimit;

import java.util.Locale;

/** What the metric {@code sluice_ratelimit_decisions_total} counts. */
enum Decision {
  ADMITTED,
  LIMITED,
  /** Admitted, after a wait. */
  DELAYED,
  /** Would have been refused. */
  DRY_RUN_LIMITED,
  /** The store failed, and it was admitted all the same. */
  STORE_ERROR_ADMITTED,
  /** The store failed, and what is counted here alone was too much. */
  STORE_ERROR_LIMITED,
  /** The store failed, and so everything is refused. */
  STORE_ERROR_DENIED;

  /** As the metric's label. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
