package io.sluice.gateway.api;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/**
 * An exchange of a filter's own, see {@link Exchange#branch}. Confined to the {@link
 * Exchange#executor()} of the exchange that it was made of, which it may outlive.
 */
public interface Branch {

  /** The request's fields, a copy; to be changed before {@link #begin()}. */
  HttpHeaders requestHeaders();

  /** The path that the origin gets, as filters behind have left it: {@link Exchange#originPath}. */
  String originPath();

  /** Who calls, as filters behind have found out: {@link Exchange#identity()}. */
  @Nullable Identity identity();

  /** The raw query that goes to the origin, as filters behind have left it, or null. */
  @Nullable String forwardQuery();

  /**
   * How long it may take, from its beginning, in place of what the exchange could that it was made
   * of. To be called before {@link #begin()}.
   *
   * @param nanos 1 or more
   */
  void limit(long nanos);

  /**
   * Begins; nothing is told before the running task is over. When the exchange that it was made of
   * has ended by now, it fails.
   *
   * @throws IllegalStateException when it has begun before
   */
  void begin();

  /**
   * Stops and resumes the response's body; what has been read from the origin already still comes.
   * While it is stopped only the exchange's whole time is limited, not that between two pieces.
   */
  void reading(boolean on);

  /** Ends it; the receiver hears nothing more. Harmless when it is over. */
  void cancel();

  /**
   * Hears what comes of a branch: head, body and end, or in the place of what is left of these a
   * failure. After exactly one of {@link #onEnd} and {@link #onFailure} it hears nothing more. What
   * a callback throws is logged and fails the branch.
   */
  interface Receiver {

    /**
     * An informational response (1xx) in front of the response.
     *
     * @param fields end-to-end ones; borrowed
     */
    default void onInformational(int status, HttpHeaders fields) {}

    /**
     * The response's head: an origin's, whatever its status, or an answer that a filter behind or
     * the route gives without failing.
     *
     * @param fields end-to-end ones; the receiver's to keep and change. A content-length in them is
     *     true, save for HEAD and 304
     */
    void onHead(int status, HttpHeaders fields);

    /**
     * A piece of the body.
     *
     * @param piece borrowed
     */
    void onBody(ByteBuf piece);

    /** The response is complete; its trailers are not told. */
    void onEnd();

    /**
     * There is no response, or no more of it. An answer of the gateway that tells of an error, such
     * as {@code no_endpoint}, is a failure too and has no head: {@link Exchange#fail} makes the
     * same answer of it.
     */
    void onFailure(GatewayError why);
  }
}
