package io.sluice.admin;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.sluice.gateway.service.GatewayControl;
import io.sluice.loadbalancer.group.EndpointStatus;
import io.sluice.loadbalancer.group.GroupStatus;
import io.sluice.loadbalancer.group.OperatorState;
import java.util.List;

/** The endpoints of an upstream: what is known of them, and an operator's word on one. */
final class UpstreamEndpoints {
  private static final int MOST_BODY = 4 * 1024;

  private final GatewayControl control;
  private final Background background;
  private final AuditLog audit;

  /** An upstream's endpoints. */
  private record Listing(String upstream, boolean panic, List<EndpointItem> items) {}

  UpstreamEndpoints(GatewayControl control, Background background, AuditLog audit) {
    this.control = control;
    this.background = background;
    this.audit = audit;
  }

  /** All of them. */
  Resource all(String upstream) {
    return Resource.readable(work(call -> list(upstream)));
  }

  /**
   * The operator's word on one.
   *
   * @param address as the list shows it
   */
  Resource state(String upstream, String address) {
    return Resource.NONE.with(
        "PUT",
        Operation.writing(MOST_BODY, work(audit.audited(call -> put(upstream, address, call)))));
  }

  private Operation.Work work(Background.Slow slow) {
    return background.work(Representations.told(control.config(), slow));
  }

  private Answer list(String upstream) throws Refused {
    GroupStatus status = status(upstream);
    List<EndpointItem> items = status.endpoints().stream().map(EndpointItem::of).toList();
    return ok(new Listing(upstream, status.panic(), items));
  }

  private Answer put(String upstream, String address, Call call) throws Refused {
    OperatorState wanted = OperatorWord.in(Json.body(call));
    EndpointStatus before = endpoint(upstream, address);
    if (!control.operator(upstream, before.target().address(), wanted)) {
      throw noEndpoint(upstream, address); // it has just gone
    }
    String was = OperatorWord.of(before.operator());
    audit.operated(call, control.revision(), was + " -> " + OperatorWord.of(wanted));
    return ok(EndpointItem.of(endpoint(upstream, address)));
  }

  private EndpointStatus endpoint(String upstream, String address) throws Refused {
    for (EndpointStatus endpoint : status(upstream).endpoints()) {
      if (endpoint.target().address().toString().equals(address)) {
        return endpoint;
      }
    }
    throw noEndpoint(upstream, address);
  }

  private GroupStatus status(String upstream) throws Refused {
    GroupStatus status = control.endpoints(upstream);
    if (status == null) {
      throw Refused.because(404, "no_such_upstream", "There is no upstream '" + upstream + "'.");
    }
    return status;
  }

  private static Refused noEndpoint(String upstream, String address) {
    return Refused.because(
        404, "no_such_endpoint", "Upstream '" + upstream + "' has no endpoint '" + address + "'.");
  }

  private static Answer ok(Object body) {
    return Answer.json(HttpResponseStatus.OK, Json.text(body));
  }
}
