package io.sluice.admin.edit;

/** A body that is no edit of this document, or makes none. */
public final class EditException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String pointer;
  private final String problem;

  /**
   * @param pointer where in the body (RFC 6901); empty: the whole
   * @param problem the value and what was expected
   */
  public EditException(String pointer, String problem) {
    super(pointer + ": " + problem, null, false, false);
    this.pointer = pointer;
    this.problem = problem;
  }

  public String pointer() {
    return pointer;
  }

  public String problem() {
    return problem;
  }
}
