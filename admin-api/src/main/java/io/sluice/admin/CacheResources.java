package io.sluice.admin;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.sluice.gateway.api.CacheFigures;
import io.sluice.gateway.api.HotKey;
import io.sluice.gateway.api.Purge;
import io.sluice.gateway.api.ResponseCache;
import io.sluice.gateway.api.WarmUp;
import io.sluice.gateway.observe.SecretNames;
import io.sluice.gateway.service.ConfigControl;
import io.sluice.gateway.service.GatewayControl;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /cache}: what is stored of responses, what is to go, and what is to be fetched. */
final class CacheResources {
  private static final Logger LOG = LoggerFactory.getLogger(CacheResources.class);
  private static final String PATH = LoopbackOnly.PREFIX + "/cache";
  private static final String WARM = PATH + "/warm";

  private final GatewayControl control;
  private final Compiled compiled;
  private final Background calls;
  private final Background purges;
  private final Duration longestPurge;
  private final AuditLog audit;

  /**
   * @param calls where what takes no time is answered
   * @param purges where a purge is waited for
   * @param longestPurge how long at most
   */
  CacheResources(
      GatewayControl control,
      Compiled compiled,
      Background calls,
      Background purges,
      Duration longestPurge,
      AuditLog audit) {
    this.control = control;
    this.compiled = compiled;
    this.calls = calls;
    this.purges = purges;
    this.longestPurge = longestPurge;
    this.audit = audit;
  }

  List<Place> places() {
    ConfigControl config = control.config();
    return List.of(
        Place.fixed(
            PATH,
            Resource.readable(calls.work(Representations.told(config, call -> figures())))
                .with(
                    "DELETE",
                    Operation.writing(
                        0, purges.work(audit.audited(this::purge)), PurgeQuery.PARAMETERS))),
        Place.fixed(
            WARM,
            Resource.readable(calls.work(Representations.told(config, call -> warmUp())))
                .with(
                    "POST",
                    Operation.writing(WarmList.MOST_BODY, calls.work(audit.audited(this::warm))))));
  }

  private Answer figures() throws Refused {
    CacheFigures figures = cache().figures();
    Set<String> secret = compiled.secretParameters(control.config().now());
    List<HotKey> hot = figures.hot().stream().map(key -> shown(key, secret)).toList();
    return Answer.json(
        HttpResponseStatus.OK,
        Json.text(new CacheFigures(figures.entries(), figures.bytes(), figures.maxBytes(), hot)));
  }

  /** Whoever may read figures need not know what clients have in their addresses. */
  private static HotKey shown(HotKey key, Set<String> secret) {
    int query = key.url().indexOf('?') + 1;
    String url =
        query == 0
            ? key.url()
            : key.url().substring(0, query)
                + SecretNames.leftOut(key.url().substring(query), secret);
    return new HotKey(url, key.route(), key.share());
  }

  private Answer purge(Call call) throws Refused {
    Purge what = PurgeQuery.in(call.query());
    ResponseCache cache = cache();
    if (what.by() == Purge.By.ROUTE
        && control.config().now().document().items("routes").of(what.value()) == null) {
      String id = Json.shortened(what.value());
      throw Refused.because(404, "no_such_route", "There is no route '" + id + "'.");
    }
    long purged = completed(cache.purge(what));
    audit.operated(call, control.revision(), summary(what, purged));
    return done(HttpResponseStatus.OK, "purged", purged);
  }

  /** An address without its query: there may be secrets in it. */
  private static String summary(Purge what, long purged) {
    String named = Json.shortened(what.value().split("\\?", 2)[0]);
    String kind = what.soft() ? "soft purge" : "purge";
    return kind + " by " + PurgeQuery.name(what.by()) + " " + named + ": " + purged;
  }

  private long completed(CompletionStage<Long> purge) throws Refused {
    try {
      return purge.toCompletableFuture().get(longestPurge.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) { // the server is closed
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException why) { // nobody's mistake here
        Throwable cause = why.getCause() == null ? why : why.getCause();
        LOG.error("admin: a purge is not complete: {}: {}", why.getMessage(), cause.toString());
      } else {
        LOG.error("admin: a purge is not complete", e);
      }
    } catch (CancellationException e) {
      LOG.error("admin: a purge is not complete", e);
    } catch (TimeoutException e) {
      LOG.error("admin: a purge is not complete after {} ms", longestPurge.toMillis());
    }
    throw Refused.because(
            503,
            "purge_failed",
            "Some of it may still be stored, here or elsewhere; the log says why.")
        .header("retry-after", "1");
  }

  private Answer warm(Call call) throws Refused {
    List<String> urls = WarmList.in(Json.body(call));
    if (!cache().warm(urls)) {
      throw Refused.because(
          409, "warm_up_running", "Another warm-up runs; GET " + WARM + " tells how far it is.");
    }
    audit.operated(call, control.revision(), "warm-up with " + urls.size());
    return done(HttpResponseStatus.ACCEPTED, "total", urls.size());
  }

  private Answer warmUp() throws Refused {
    WarmUp warmUp = cache().warmUp();
    if (warmUp == null) {
      throw Refused.because(404, "no_warm_up", "There was no warm-up yet.");
    }
    return Answer.json(HttpResponseStatus.OK, Json.text(warmUp));
  }

  private ResponseCache cache() throws Refused {
    ResponseCache cache = control.responseCache();
    if (cache == null) {
      throw Refused.because(
          404, "no_cache", "Nothing is cached: no enabled route has the filter cache.");
    }
    return cache;
  }

  /** What was done has no tag: it is no state that somebody may have already. */
  private Answer done(HttpResponseStatus status, String member, long count) {
    return Representations.marked(
        Answer.json(status, Json.text(Json.object().put(member, count))),
        null,
        control.config().now());
  }
}
