package io.sluice.gateway.config;

import com.google.re2j.Pattern;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Asks {@link OutsideChecks} about all that a document has for them, whatever else is wrong. */
final class OutsideFindings {
  private static final Pattern LOG_FORMAT = Pattern.compile(Names.LOG_FORMAT);
  private static final Pattern LINE = Pattern.compile(Names.LINE);

  private final Node.Mapping root;
  private final Findings findings;
  private final OutsideChecks outside;
  private final Map<String, String> hosts = new HashMap<>(); // what is wrong with each; or nothing

  OutsideFindings(Node.Mapping root, Findings findings, OutsideChecks outside) {
    this.root = root;
    this.findings = findings;
    this.outside = outside;
  }

  /** Asks about one upstream alone. */
  static void ofUpstream(
      Node.Mapping upstream, KeyPath path, Findings findings, OutsideChecks outside) {
    new OutsideFindings(upstream, findings, outside)
        .targets(upstream.items("targets"), path.child("targets"));
  }

  void run() {
    logFormat();
    logPath();
    transport();
    List<Node> upstreams = root.items("upstreams");
    for (int i = 0; i < upstreams.size(); i++) {
      if (upstreams.get(i) instanceof Node.Mapping upstream) {
        targets(
            upstream.items("targets"), KeyPath.ROOT.child("upstreams").child(i).child("targets"));
      }
    }
  }

  private void logFormat() {
    Node.Scalar format = scalar(root.value("access_log"), "format");
    if (format != null && LOG_FORMAT.matches(format.text())) {
      String wrong = refusal(outside::logFormat, format.text());
      add(KeyPath.ROOT.child("access_log").child("format"), wrong, format);
    }
  }

  /** A log that is switched off opens no file. */
  private void logPath() {
    Node.Scalar off = scalar(root.value("access_log"), "off");
    Node.Scalar path = scalar(root.value("access_log"), "path");
    if (path != null && LINE.matches(path.text()) && (off == null || !off.text().equals("true"))) {
      String wrong = refusal(outside::logPath, path.text());
      add(KeyPath.ROOT.child("access_log").child("path"), wrong, path);
    }
  }

  private void transport() {
    Node.Scalar name = scalar(root.value("server"), "transport");
    for (ServerConfig.Transport transport : ServerConfig.Transport.values()) {
      if (name != null && name.text().equals(transport.name().toLowerCase(Locale.ROOT))) {
        String wrong = refusal(outside::transport, transport);
        add(KeyPath.ROOT.child("server").child("transport"), wrong, name);
      }
    }
  }

  private void targets(List<Node> targets, KeyPath path) {
    for (int i = 0; i < targets.size() && !findings.isFull(); i++) { // a look-up takes its time
      Node.Scalar address = scalar(targets.get(i), "address");
      String host = address == null ? null : host(address.text());
      if (address != null && host != null) {
        String wrong = hosts.computeIfAbsent(host, h -> refusal(outside::host, h));
        add(path.child(i).child("address"), wrong, address);
      }
    }
  }

  private static @Nullable String host(String address) {
    try {
      return HostPort.address(address).host();
    } catch (IllegalArgumentException e) {
      return null; // the binder has said so
    }
  }

  /** What the check says; empty when it has nothing to say. */
  private static <T> String refusal(Consumer<T> check, T value) {
    try {
      check.accept(value);
      return "";
    } catch (IllegalArgumentException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private void add(KeyPath path, String wrong, Node.Scalar value) {
    if (!wrong.isEmpty()) {
      findings.add(path, wrong, value.line());
    }
  }

  private static Node.@Nullable Scalar scalar(@Nullable Node node, String key) {
    return node instanceof Node.Mapping mapping ? mapping.scalar(key) : null;
  }
}
