package io.sluice.gateway.service;

import io.sluice.gateway.config.ConfigErrors;
import io.sluice.gateway.config.ConfigWarning;
import io.sluice.gateway.document.Change;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a change would do.
 *
 * @param before the config that it would change
 * @param changes what would change in the document
 * @param errors why it would be refused; null = it would not be
 * @param warnings what would be odd
 * @param preflight what would become of recent requests; null with errors
 */
public record Trial(
    ConfigView before,
    List<Change> changes,
    @Nullable ConfigErrors errors,
    List<ConfigWarning> warnings,
    @Nullable Preflight preflight) {}
