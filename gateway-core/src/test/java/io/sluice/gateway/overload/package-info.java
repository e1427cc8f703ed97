@NullMarked
package io.sluice.gateway.overload;

import org.jspecify.annotations.NullMarked;
