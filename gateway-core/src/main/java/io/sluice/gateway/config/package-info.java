/**
 * The config document: its record tree, the strict binder that fills it from YAML or JSON, the
 * errors that say where a document is wrong, and the JSON Schema that the same records give.
 *
 * <p>A component's key in the document is its name in snake_case. A record of this package has
 * passed every check of the loader, so the rest of the gateway need not look again.
 */
@NullMarked
package io.sluice.gateway.config;

import org.jspecify.annotations.NullMarked;
