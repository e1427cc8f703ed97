package io.sluice.gateway.api;

import org.jspecify.annotations.Nullable;

/**
 * One way to find out who calls, such as by a key or a token. A filter made of one is an {@link
 * AuthenticationFilter}; several ways for one route are tried in turn by the filter any_of.
 *
 * <p>One instance serves all exchanges of its route on all event loops. All calls for one exchange
 * come on its {@link Exchange#executor()}.
 */
public interface Authenticator {

  /** Hears what was found after {@link Authentication#PENDING}. */
  interface Later {
    /**
     * To be called exactly once, on the exchange's executor, also when the exchange has ended.
     *
     * @param found not {@link Authentication#PENDING}
     */
    void found(Exchange exchange, Authentication found);
  }

  /**
   * Takes away from the request what only the gateway may say to the origin. Called for each
   * exchange before anything else, whichever way lets it in, and when none does.
   */
  default void cleanse(Exchange exchange) {}

  /**
   * Looks for its credentials and at them. Must not wait: where it takes long, it returns {@link
   * Authentication#PENDING} and calls {@code later}.
   */
  Authentication authenticate(Exchange exchange, Later later);

  /** The field WWW-Authenticate for who shows no credentials; null = none. */
  @Nullable String challenge();

  /**
   * Called when nobody has found credentials: it may answer in its own way, such as by leading the
   * user to where they log in.
   *
   * @return whether it has answered
   */
  default boolean invites(Exchange exchange) {
    return false;
  }

  /**
   * Called when the request is refused for what it has found: it may answer in words of its own.
   *
   * @return whether it has answered
   */
  default boolean refuses(Exchange exchange, Authentication.Refused why) {
    return false;
  }

  /**
   * Another way has let the exchange in, or nobody had to: takes away what only this one may say.
   *
   * @param by the other way; null = nobody has said who calls
   */
  default void passedOver(Exchange exchange, @Nullable Authenticator by) {}

  /**
   * Whether a request field is what lets in by this way, and goes on to the origin: then another
   * way, which may say something in it too, leaves it there.
   *
   * @param field its name, in any case
   */
  default boolean shows(CharSequence field) {
    return false;
  }

  /**
   * It has let the exchange in: says so to the origin, and hides the credentials where it should.
   * The exchange has the identity already.
   */
  default void admit(Exchange exchange, Identity identity) {}
}
