package io.sluice.filters.jwt;

/**
 * A token is not what it should be. Without a stack trace: who sends such tokens must not make them
 * costly.
 */
public final class InvalidToken extends Exception {
  private static final long serialVersionUID = 1L;

  private final Flaw flaw;

  /** For that reason. */
  public InvalidToken(Flaw flaw) {
    super(flaw.words(), null, false, false);
    this.flaw = flaw;
  }

  public Flaw flaw() {
    return flaw;
  }
}
