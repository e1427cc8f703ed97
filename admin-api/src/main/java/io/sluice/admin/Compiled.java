package io.sluice.admin;

import io.sluice.gateway.config.GatewayConfig;
import io.sluice.gateway.config.ListenerConfig;
import io.sluice.gateway.http.RequestPath;
import io.sluice.gateway.service.ConfigView;
import io.sluice.gateway.snapshot.Route;
import java.util.List;
import java.util.Set;

/** What a config has become. */
interface Compiled {

  /** Every value, those of the environment filled in. */
  GatewayConfig config(ConfigView view);

  /** Which request goes where. */
  Matching matching(ConfigView view);

  /** Names of query parameters whose values nobody may see. */
  Set<String> secretParameters(ConfigView view);

  /** Of the running gateway. */
  Compiled SNAPSHOT =
      new Compiled() {
        @Override
        public GatewayConfig config(ConfigView view) {
          return view.snapshot().config();
        }

        @Override
        public Set<String> secretParameters(ConfigView view) {
          return view.snapshot().secretParameters();
        }

        @Override
        public Matching matching(ConfigView view) {
          List<ListenerConfig> listeners = config(view).listeners();
          ListenerConfig first = listeners.get(0);
          RequestPath.Rules rules =
              new RequestPath.Rules(first.mergeSlashes(), first.allowEncodedSlash());
          return new Matching.Of<Route>(
              view.snapshot().routes(), route -> route.chain().names(), rules);
        }
      };
}
