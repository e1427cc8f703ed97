/** The filter {@code oidc}: users log in at an OpenID provider, and a cookie keeps them so. */
@NullMarked
package io.sluice.filters.oidc;

import org.jspecify.annotations.NullMarked;
