/**
 * What runs beside the data plane for the gateway's whole life, such as the admin API ({@link
 * io.sluice.gateway.service.GatewayService}), and what it sees of the gateway.
 */
@NullMarked
package io.sluice.gateway.service;

import org.jspecify.annotations.NullMarked;
