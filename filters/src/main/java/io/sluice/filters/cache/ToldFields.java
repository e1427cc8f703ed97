package io.sluice.filters.cache;

import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import java.util.Set;

/**
 * The request fields that an origin has seen as the cache did. What filters behind have changed, or
 * what the gateway says itself, tells an origin something that the cache does not know: a response
 * that varies by it is for this request alone.
 */
final class ToldFields {

  /** What the gateway says of each request. */
  private static final Set<String> GATEWAYS =
      Set.of("forwarded", "via", "x-forwarded-for", "x-request-id");

  private ToldFields() {}

  /**
   * Whether these are such fields.
   *
   * @param names in lower case
   * @param asked the request as the cache got it
   * @param sent the same as the filters behind have left it
   */
  static boolean areAll(List<String> names, HttpHeaders asked, HttpHeaders sent) {
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      if (GATEWAYS.contains(name) || (!isAnswersForm(name) && isChanged(name, asked, sent))) {
        return false;
      }
    }
    return true;
  }

  /** What is chosen by it is seen in the response: a filter behind may decode it, or code it. */
  private static boolean isAnswersForm(String name) {
    return name.equals("accept-encoding");
  }

  private static boolean isChanged(String name, HttpHeaders asked, HttpHeaders sent) {
    return !asked.getAll(name).equals(sent.getAll(name));
  }
}
