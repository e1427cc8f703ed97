/**
 * What the built-in filters that find out who calls have in common. Not part of the SPI, which is
 * {@code io.sluice.gateway.api}.
 */
@NullMarked
package io.sluice.filters.auth;

import org.jspecify.annotations.NullMarked;
