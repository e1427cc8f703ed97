package org.junit.rules;

/**
 * The name that okhttp's MockWebServer, in mock-oauth2-server, extends. With JUnit 4 itself on the
 * class path Surefire would ask for an engine that runs its tests.
 */
public abstract class ExternalResource {

  /** For JUnit 4 to call. */
  protected void before() throws Throwable {}

  /** For JUnit 4 to call. */
  protected void after() {}
}
