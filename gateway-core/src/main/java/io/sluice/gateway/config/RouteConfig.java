package io.sluice.gateway.config;

import io.sluice.gateway.api.OneOf;
import io.sluice.gateway.api.Option;
import io.sluice.gateway.api.Template;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which requests, what happens to them, and where they go: exactly one of the four targets. */
@OneOf({"upstream", "weighted_upstreams", "redirect", "direct_response"})
public record RouteConfig(
    @Option(value = "Unique name, in logs and metrics.", pattern = Names.ID) String id,
    @Option(value = "Whether it takes requests.", orElse = "true") boolean enabled,
    @Option(value = "Higher is tried first; equals go by specificity.", orElse = "0") int priority,
    @Option(
            value = "How much its requests matter when there is more than can be served.",
            key = "class",
            orElse = "default")
        RequestClass requestClass,
    @Option("Free words for operators to select by.") Map<String, String> labels,
    @Option(value = "What a request must be like; empty = every request.", orElse = "{}")
        MatchConfig match,
    @Option("What changes on the way to the origin.") @Nullable RewriteConfig rewrite,
    @Option("Id of the upstream.") @Nullable String upstream,
    @Option(value = "Several upstreams, each with its share of the requests.", min = 1)
        List<WeightedUpstreamConfig> weightedUpstreams,
    @Option("What keeps a client on one side of a weighted split; absent = random.")
        @Nullable HashOnConfig hashOn,
    @Option("Answers with a redirect.") @Nullable RedirectConfig redirect,
    @Option("Answers by itself.") @Nullable DirectResponseConfig directResponse,
    @Option("The route's filters, in order.") List<FilterConfig> filters,
    @Option(value = "How long an exchange may take.", orElse = "{}") RouteTimeouts timeout,
    @Option("When a failed attempt is made again; absent = once, if no connection could be opened.")
        @Nullable RetryConfig retry,
    @Option("When a slow request is sent to another server as well; absent = never.")
        @Nullable HedgeConfig hedge,
    @Option(value = "How much at a time, over all workers.", orElse = "{}") InFlightLimits limits,
    @Option("Keeps requests from the upstream; absent = never.") @Nullable DegradeConfig degrade) {

  /** Whether it does the same as another one with each request that both take. */
  public boolean treatsAs(RouteConfig other) {
    return equals(
        new RouteConfig(
            id,
            enabled,
            priority,
            other.requestClass,
            labels,
            match,
            other.rewrite,
            other.upstream,
            other.weightedUpstreams,
            other.hashOn,
            other.redirect,
            other.directResponse,
            other.filters,
            other.timeout,
            other.retry,
            other.hedge,
            other.limits,
            other.degrade));
  }

  /**
   * Parses text with variables as this route knows them: the names of its path template may stand
   * bare. The loader has already done it once for every such text of the route, so it cannot fail.
   */
  public Template template(String text) {
    return Template.parse(text, match.pathParameters());
  }
}
