/**
 * Changes of config documents as clients write them: patches (RFC 6902, RFC 7396), differences, and
 * where in a body an error belongs. Knows nothing of HTTP.
 */
@NullMarked
package io.sluice.admin.edit;

import org.jspecify.annotations.NullMarked;
