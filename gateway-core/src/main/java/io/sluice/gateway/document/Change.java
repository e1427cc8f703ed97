package io.sluice.gateway.document;

import org.jspecify.annotations.Nullable;

/**
 * What happens to one resource.
 *
 * @param before its JSON until then; null = it was not there
 * @param after its JSON from then on; null = it is gone
 * @param place where a thing stands in its list that comes or goes, as {@link Items.Item#place}; 0
 *     = behind all others; of no meaning for others
 */
public record Change(
    Resource resource, @Nullable String before, @Nullable String after, long place) {

  /** A thing that comes goes behind all others. */
  public Change(Resource resource, @Nullable String before, @Nullable String after) {
    this(resource, before, after, 0);
  }

  /** What undoes it. */
  public Change inverse() {
    return new Change(resource, after, before, place);
  }
}
