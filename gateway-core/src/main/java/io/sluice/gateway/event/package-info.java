/**
 * Event loops and what belongs to one of them: a worker's timers, request ids and clock. Everything
 * here but construction is confined to the worker's loop.
 */
@NullMarked
package io.sluice.gateway.event;

import org.jspecify.annotations.NullMarked;
