/** Where upstreams' targets come from: the config, DNS, Consul, plugins. */
@NullMarked
package io.sluice.gateway.discovery;

import org.jspecify.annotations.NullMarked;
