/**
 * What operators see of the gateway: metrics and the access log.
 *
 * <p>The request path holds resolved handles and never looks a metric up. Each worker writes its
 * own cells without locks or atomic read-modify-write; whoever scrapes adds them up.
 */
@NullMarked
package io.sluice.gateway.observe;

import org.jspecify.annotations.NullMarked;
