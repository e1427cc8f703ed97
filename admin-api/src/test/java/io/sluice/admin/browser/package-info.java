/** A real browser over the dashboard, for the tests of this module and of the distribution. */
@NullMarked
package io.sluice.admin.browser;

import org.jspecify.annotations.NullMarked;
