package io.sluice.gateway.config;

import io.sluice.loadbalancer.Address;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rules of one upstream that no single option can state. They read the tree and not the record: a
 * slip in one key hides nothing about its neighbours, and what is written differs from what is left
 * out.
 */
final class UpstreamChecks {
  private static final List<String> OF_HTTP =
      List.of("path", "host", "method", "expected_statuses");

  private final Node.Mapping upstream;
  private final KeyPath path;
  private final Findings findings;

  UpstreamChecks(Node.Mapping upstream, KeyPath path, Findings findings) {
    this.upstream = upstream;
    this.path = path;
    this.findings = findings;
  }

  /** A finding for each rule that does not hold. */
  void run() {
    checkTargets();
    checkHealthCheck();
  }

  /** A server that stands twice would get twice its share, and be counted twice. */
  private void checkTargets() {
    List<Node> targets = upstream.items("targets");
    Map<Address, KeyPath> firsts = new HashMap<>();
    for (int i = 0; i < targets.size(); i++) {
      Node.Scalar text =
          targets.get(i) instanceof Node.Mapping target ? target.scalar("address") : null;
      Address address = text == null ? null : address(text);
      KeyPath place = path.child("targets").child(i);
      KeyPath first = address == null ? null : firsts.putIfAbsent(address, place);
      if (text != null && first != null) {
        String expected = " (expected: each address once; " + first + " has it)";
        findings.add(place.child("address"), Texts.visible(text.text()) + expected, text.line());
      }
    }
  }

  private static @Nullable Address address(Node.Scalar text) {
    try {
      return HostPort.address(text.text());
    } catch (IllegalArgumentException e) {
      return null; // the binder has said so
    }
  }

  /** A check that only connects says nothing about a path: who wrote one would trust in it. */
  private void checkHealthCheck() {
    if (upstream.value("health_check") instanceof Node.Mapping check) {
      Node.Scalar type = check.scalar("type");
      if (type != null && type.text().equals("tcp")) {
        for (String key : OF_HTTP) {
          Node.Entry entry = check.entries().get(key);
          if (entry != null) {
            String message = "given (expected: only with type http)";
            findings.add(path.child("health_check").child(key), message, entry.line());
          }
        }
      }
    }
  }
}
