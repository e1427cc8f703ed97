package io.sluice.gateway.snapshot;

import io.sluice.gateway.api.Template;
import java.util.List;
import java.util.Map;

/** What happens to a request that has passed its route's filters. */
public sealed interface RouteAction {

  /** It goes to an upstream. */
  record Forward(UpstreamSplit split) implements RouteAction {}

  /** It is switched off: the route's fallback has the word, if it has one. */
  record Degraded() implements RouteAction {}

  /** The gateway redirects. */
  record Redirect(int status, Template location) implements RouteAction {}

  /** The gateway answers. */
  record Direct(int status, List<Map.Entry<String, Template>> headers, Template body)
      implements RouteAction {}
}
