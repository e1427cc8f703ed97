package io.sluice.gateway.snapshot;

import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaders;
import io.sluice.gateway.observe.SecretNames;
import io.sluice.gateway.routing.RouteRequest;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Some recent requests of one worker, as much of them as routes look at: for trying new routes on
 * them. The worker writes it, others may read it any time.
 *
 * <p>Secrets are left out when a request is taken, not when it is shown: fields, parameters and
 * cookies whose names say that they may be secret ({@link SecretNames}), parameters of which a
 * filter says so, and every cookie that no route asks for. At most {@value #MOST_PER_TICK} are
 * taken for each {@link #tick}, so that taking them costs next to nothing however many requests
 * there are.
 */
public final class RequestSample {
  private static final int MOST_PER_TICK = 1;
  private static final int MOST_FIELDS = 64;
  private static final int MOST_TEXT = 2048;

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
   * @param secrets the names of query parameters that filters of some route say are secret
   */
  public void offer(RouteRequest request, Iterable<String> asked, Set<String> secrets) {
    if (left > 0) {
      left--;
      take(request, asked, secrets);
    }
  }

  private void take(RouteRequest request, Iterable<String> asked, Set<String> secrets) {
    if (request.path().length() > MOST_TEXT) {
      return;
    }
    AskedRequest copy =
        new AskedRequest(
            request.method(),
            request.host(),
            request.path(),
            kept(request.query(), secrets),
            headers(request, asked, secrets),
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

  private static @Nullable String kept(@Nullable String query, Set<String> secrets) {
    return query == null || query.length() > MOST_TEXT ? null : SecretNames.leftOut(query, secrets);
  }

  private static HttpHeaders headers(
      RouteRequest request, Iterable<String> asked, Set<String> secrets) {
    HttpHeaders kept =
        DefaultHttpHeadersFactory.headersFactory().withValidation(false).newHeaders();
    Iterator<Map.Entry<CharSequence, CharSequence>> fields =
        request.requestHeaders().iteratorCharSequence();
    for (int i = 0; i < MOST_FIELDS && fields.hasNext(); i++) {
      Map.Entry<CharSequence, CharSequence> field = fields.next();
      String name = field.getKey().toString();
      if (!SecretNames.mayBeSecret(name)
          && !name.equalsIgnoreCase("cookie")
          && field.getValue().length() < MOST_TEXT) {
        kept.add(name, value(field.getValue().toString(), secrets));
      }
    }
    for (String name : asked) {
      String value = SecretNames.mayBeSecret(name) ? null : request.cookie(name);
      if (value != null) {
        kept.add("cookie", name + "=" + value);
      }
    }
    return kept;
  }

  /** What a query in it says is as secret as in the request's own: of Referer and the like. */
  private static String value(String value, Set<String> secrets) {
    int mark = value.indexOf('?') + 1;
    return mark == 0
        ? value
        : value.substring(0, mark) + SecretNames.leftOut(value.substring(mark), secrets);
  }
}
