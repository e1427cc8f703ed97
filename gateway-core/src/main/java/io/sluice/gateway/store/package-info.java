/**
 * Where the revisions of the config are kept: {@link io.sluice.gateway.store.ConfigStore} is the
 * contract, with one for this process alone, one in a file, and one in Consul for a fleet.
 */
@NullMarked
package io.sluice.gateway.store;

import org.jspecify.annotations.NullMarked;
