/**
 * The filter {@code signed_url}: links that let in whoever has them, for a time; and the command
 * {@code sluice sign-url}, which makes them.
 */
@NullMarked
package io.sluice.filters.signedurl;

import org.jspecify.annotations.NullMarked;
