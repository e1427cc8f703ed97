package io.sluice.gateway.snapshot;

import io.sluice.gateway.api.Network;
import io.sluice.gateway.api.Ticker;
import io.sluice.gateway.observe.Metrics;
import java.util.function.Supplier;

/**
 * What the routes of all configs of a gateway are made with.
 *
 * @param consumers always those in force
 * @param network for what filters connect to; asked once a snapshot that needs it runs
 */
record RouteTools(
    Metrics metrics,
    Ticker ticker,
    Keepsakes keepsakes,
    ConsumerDirectory consumers,
    Supplier<Network> network) {}
