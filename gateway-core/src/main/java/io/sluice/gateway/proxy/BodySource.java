package io.sluice.gateway.proxy;

import io.sluice.gateway.api.GatewayError;

/** Who gives a response's body, piece by piece. */
interface BodySource {

  /** Stops and resumes the pieces; a few may still come that were on their way. */
  void reading(boolean on);

  /** It has stopped in the middle, and the exchange ends for that; what to call it. */
  GatewayError stopped();
}
