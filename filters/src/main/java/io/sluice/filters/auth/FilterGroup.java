package io.sluice.filters.auth;

import io.sluice.gateway.config.FilterConfig;
import java.util.List;

/** Options of a filter that holds others, so that what looks for one finds it in there as well. */
public interface FilterGroup {

  /** Those that it holds, in order. */
  List<FilterConfig> filters();
}
