package io.sluice.admin;

import java.util.List;
import java.util.function.Function;

/**
 * Resources at a path with variables.
 *
 * @param text the path, its variables in braces
 * @param resource the one with these values of the variables
 */
record Place(String text, PathPattern path, Function<List<String>, Resource> resource) {

  /** One without variables. */
  static Place fixed(String text, Resource resource) {
    return of(text, none -> resource);
  }

  static Place of(String text, Function<List<String>, Resource> resource) {
    return new Place(text, new PathPattern(text), resource);
  }
}
