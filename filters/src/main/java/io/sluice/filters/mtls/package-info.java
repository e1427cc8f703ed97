/** The filter {@code mtls}: who calls is known by the certificate that their client has shown. */
@NullMarked
package io.sluice.filters.mtls;

import org.jspecify.annotations.NullMarked;
