package io.sluice.gateway.filter;

import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.Verdict;
import io.sluice.gateway.testkit.Await;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What filters were called for, in order: {@code a.request}, {@code a.response} and so on. */
final class Notes {
  private final List<String> all = new CopyOnWriteArrayList<>();

  void add(String note) {
    all.add(note);
  }

  List<String> all() {
    return List.copyOf(all);
  }

  /** Waits until the exchange is over for that filter, and then says what happened. */
  List<String> afterCompletionOf(String name) {
    Await.until(name + " is completed", () -> all.contains(name + ".complete"));
    return all();
  }

  void clear() {
    all.clear();
  }

  /** A filter that notes its calls; tests override what it decides. */
  static class Noting implements Filter {
    private final Notes notes;
    private final String name;

    Noting(Notes notes, String name) {
      this.notes = notes;
      this.name = name;
    }

    void note(String call) {
      notes.add(name + '.' + call);
    }

    Verdict request(Exchange exchange) throws Exception {
      return Verdict.CONTINUE;
    }

    Verdict response(Exchange exchange) throws Exception {
      return Verdict.CONTINUE;
    }

    @Override
    public final Verdict onRequest(Exchange exchange) throws Exception {
      note("request");
      return request(exchange);
    }

    @Override
    public final Verdict onResponse(Exchange exchange) throws Exception {
      note("response " + exchange.status());
      return response(exchange);
    }

    @Override
    public final void onComplete(Exchange exchange) {
      note("complete");
    }
  }

  /** A filter of that name that lets everything pass. */
  Noting passing(String name) {
    return new Noting(this, name);
  }
}
