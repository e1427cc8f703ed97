package io.sluice.gateway.snapshot;

import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaders;
import io.sluice.gateway.routing.RouteRequest;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Some recent requests of one worker, as much of them as routes look at: for trying new routes on
 * them. The worker writes it, others may read it any time.
 *
 * <p>Secrets are left out when a request is taken, not when it is shown: fields, parameters and
 * cookies whose names say that they may be secret, and every cookie that no route asks for. At most
 * {@value #MOST_PER_TICK} are taken for each {@link #tick}, so that taking them costs next to
 * nothing however many requests there are.
 */
public final class RequestSample {
  private static final int MOST_PER_TICK = 1;
  private static final int MOST_FIELDS = 64;
  private static final int MOST_TEXT = 2048;
  private static final Pattern NO_LETTERS = Pattern.compile("[^a-z]+");

  /** In a name, they tell that there may be a secret. */
  private static final List<String> SECRET =
      List.of(
          "auth",
          "token",
          "secret",
          "key",
          "passw",
          "pwd",
          "sess",
          "signature",
          "credential",
          "assertion",
          "ticket",
          "nonce",
          "magic");

  /** The same as whole words of a name, such as the last of {@code x-client-sig}. */
  private static final Set<String> SECRET_WORDS =
      Set.of("sig", "code", "otp", "sid", "jwt", "oidc", "saml", "pin", "hash", "hmac", "invite");

  private final AtomicReferenceArray<@Nullable AskedRequest> taken; // written with release order
  private int next; // the worker's
  private int left = MOST_PER_TICK; // the worker's

  /** An empty one of this size. */
  public RequestSample(int most) {
    taken = new AtomicReferenceArray<>(most);
  }

  /** Some more may be taken; called by the worker at regular times. */
  public void tick() {
    left = MOST_PER_TICK;
  }

  /**
   * Perhaps takes a request; on the worker.
   *
   * @param asked the names of cookies that some route asks for
   */
  public void offer(RouteRequest request, Iterable<String> asked) {
    if (left > 0) {
      left--;
      take(request, asked);
    }
  }

  private void take(RouteRequest request, Iterable<String> asked) {
    if (request.path().length() > MOST_TEXT) {
      return;
    }
    AskedRequest copy =
        new AskedRequest(
            request.method(),
            request.host(),
            request.path(),
            withoutSecrets(request.query()),
            headers(request, asked),
            request.clientAddress());
    taken.setRelease(next, copy);
    next = (next + 1) % taken.length();
  }

  /** Those that were taken; in no order. */
  public List<AskedRequest> all() {
    List<AskedRequest> all = new ArrayList<>();
    for (int i = 0; i < taken.length(); i++) {
      AskedRequest request = taken.getAcquire(i);
      if (request != null) {
        all.add(request);
      }
    }
    return all;
  }

  /** Whether what goes by this name is left out: a field, a parameter or a cookie. */
  public static boolean isSecret(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    for (String part : SECRET) {
      if (lower.contains(part)) {
        return true;
      }
    }
    for (String word : NO_LETTERS.split(lower, -1)) {
      if (SECRET_WORDS.contains(word)) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable String withoutSecrets(@Nullable String query) {
    if (query == null || query.length() > MOST_TEXT) {
      return null;
    }
    StringBuilder kept = new StringBuilder();
    for (String parameter : query.split("&", -1)) {
      int equals = parameter.indexOf('=');
      if (!isSecret(equals < 0 ? parameter : parameter.substring(0, equals))) {
        kept.append(kept.isEmpty() ? "" : "&").append(parameter);
      }
    }
    return kept.toString();
  }

  private static HttpHeaders headers(RouteRequest request, Iterable<String> asked) {
    HttpHeaders kept =
        DefaultHttpHeadersFactory.headersFactory().withValidation(false).newHeaders();
    Iterator<Map.Entry<CharSequence, CharSequence>> fields =
        request.requestHeaders().iteratorCharSequence();
    for (int i = 0; i < MOST_FIELDS && fields.hasNext(); i++) {
      Map.Entry<CharSequence, CharSequence> field = fields.next();
      String name = field.getKey().toString();
      if (!isSecret(name)
          && !name.equalsIgnoreCase("cookie")
          && field.getValue().length() < MOST_TEXT) {
        kept.add(name, field.getValue().toString());
      }
    }
    for (String name : asked) {
      String value = isSecret(name) ? null : request.cookie(name);
      if (value != null) {
        kept.add("cookie", name + "=" + value);
      }
    }
    return kept;
  }
}
