/**
 * The config as people write it: {@link io.sluice.gateway.document.Document} is one state of it, in
 * parts that are JSON texts, {@link io.sluice.gateway.document.Change} leads from one to the next,
 * and a {@link io.sluice.gateway.document.Revision} is who did so, when and why. Nothing here knows
 * what the texts mean.
 */
@NullMarked
package io.sluice.gateway.document;

import org.jspecify.annotations.NullMarked;
