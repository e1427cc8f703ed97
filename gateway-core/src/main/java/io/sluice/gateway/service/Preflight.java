package io.sluice.gateway.service;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What would become of recent requests.
 *
 * @param requests how many were looked at
 * @param changed how many of them would go another way
 * @param moves the ways that change, the commonest first; of very many the first
 * @param unknown what candidates ask of requests that is not kept, such as {@code header x-token}:
 *     nothing is said about routes that ask for it
 */
public record Preflight(int requests, int changed, List<Move> moves, List<String> unknown) {

  /**
   * Requests that would go another way.
   *
   * @param before the route they take now; null = none
   * @param after the route they would take; null = none
   * @param what {@code route}, {@code chain} (the same route with other filters, rewriting or
   *     target), or {@code none} (no route any more)
   * @param count how many
   * @param example one of them: method, host and path, without the query
   */
  public record Move(
      @Nullable String before, @Nullable String after, String what, int count, String example) {}
}
