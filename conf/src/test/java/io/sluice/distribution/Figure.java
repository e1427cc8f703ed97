package io.sluice.distribution;

/** What a test measured, as a line that can be found in its output. */
final class Figure {
  private Figure() {}

  static void tell(String name, Object value) {
    System.out.println("FIGURE " + name + ": " + value);
  }
}
