package io.sluice.gateway.config;

import io.sluice.gateway.api.Option;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a request must be like: all that is given must hold; an empty list holds always. */
public record MatchConfig(
    @Option(
            value = "Host names without port: exact, or *.example.org for every name below.",
            pattern = Names.HOST_PATTERN)
        List<String> hosts,
    @Option("The path; absent = any.") @Nullable PathMatch path,
    @Option(value = "Methods in upper case.", pattern = Names.METHOD) List<String> methods,
    @Option("Conditions on header fields; names in any case.") List<ValueMatch> headers,
    @Option("Conditions on query parameters.") List<ValueMatch> query,
    @Option("Conditions on cookies.") List<ValueMatch> cookies,
    @Option("Networks of the client's address.") List<Cidr> remoteAddrs) {

  /** Host names come out in lower case. */
  public MatchConfig {
    hosts = hosts.stream().map(host -> host.toLowerCase(Locale.ROOT)).toList();
  }

  /** Names of the path template's variables, in order; empty when the path is no template. */
  public List<String> pathParameters() {
    return path == null ? List.of() : path.parameters();
  }
}
