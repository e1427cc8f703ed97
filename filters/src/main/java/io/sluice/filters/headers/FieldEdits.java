package io.sluice.filters.headers;

import io.sluice.gateway.api.Option;
import io.sluice.gateway.api.Template;
import java.util.List;
import java.util.Map;

/**
 * Edits of one message, done in this order.
 *
 * @param remove names to take out
 * @param set values that replace all there are of a name
 * @param add values that come beside those there are
 * @param default_ values for names that have none
 */
public record FieldEdits(
    @Option("Names of fields to take out.") List<String> remove,
    @Option("Values that replace all there are of a name; variables allowed.")
        Map<String, Template> set,
    @Option("Values that come beside those there are; variables allowed.")
        Map<String, Template> add,
    @Option("Values for names that have none; variables allowed.") Map<String, Template> default_) {

  boolean isEmpty() {
    return remove.isEmpty() && set.isEmpty() && add.isEmpty() && default_.isEmpty();
  }
}
