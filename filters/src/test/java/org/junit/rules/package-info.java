/** What the OpenID provider of tests needs of JUnit 4, which is not there. */
@NullMarked
package org.junit.rules;

import org.jspecify.annotations.NullMarked;
