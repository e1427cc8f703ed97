package io.sluice.filters.iprestriction;

import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.GatewayError;
import io.sluice.gateway.api.Verdict;
import java.net.InetAddress;

/** Refuses addresses that are denied, or not allowed where only some are. */
final class IpRestriction implements Filter {
  private final AddressSet allow;
  private final AddressSet deny;
  private final GatewayError denied;

  IpRestriction(AddressSet allow, AddressSet deny, int status) {
    this.allow = allow;
    this.deny = deny;
    // No detail: which rule it was is not the client's business.
    this.denied = GatewayError.client(status, "ip_denied");
  }

  @Override
  public Verdict onRequest(Exchange exchange) {
    InetAddress client = exchange.clientAddress();
    if (deny.contains(client) || (!allow.isEmpty() && !allow.contains(client))) {
      exchange.fail(denied);
      return Verdict.DONE;
    }
    return Verdict.CONTINUE;
  }
}
