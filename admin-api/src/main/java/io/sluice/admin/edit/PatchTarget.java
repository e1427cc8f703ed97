package io.sluice.admin.edit;

import jakarta.json.JsonValue;
import java.util.List;

/** What a JSON Patch works on; parts of pointers name places. */
interface PatchTarget {

  /**
   * What is at a place.
   *
   * @throws NoSuchPlace when nothing is
   */
  JsonValue value(List<String> path) throws NoSuchPlace;

  /**
   * How many items the list has that is at a place; -1 when something else is.
   *
   * @throws NoSuchPlace when nothing is
   */
  int items(List<String> path) throws NoSuchPlace;

  /** Adds as RFC 6902, section 4.1, has it: in a list, others make room. */
  void add(List<String> path, JsonValue value) throws NoSuchPlace;

  /** Replaces what is there. */
  void replace(List<String> path, JsonValue value) throws NoSuchPlace;

  /** Takes out what is there. */
  void remove(List<String> path) throws NoSuchPlace;

  /** A pointer that leads nowhere. */
  final class NoSuchPlace extends Exception {
    private static final long serialVersionUID = 1L;

    NoSuchPlace(String message) {
      super(message, null, false, false);
    }
  }
}
