package io.sluice.filters.auth;

import io.netty.handler.codec.http.HttpHeaders;
import io.sluice.gateway.api.Exchange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Fields of requests that only the gateway may set: whatever a client sends under their names goes.
 * So do the twins with underscores, which origins that map names to variables (CGI, WSGI) cannot
 * tell from them. Immutable.
 */
public final class OwnFields {

  /** Names with more hyphens have too many twins. */
  private static final int MOST_HYPHENS = 4;

  private final String[] names;

  private OwnFields(List<String> names) {
    this.names = names.toArray(new String[0]);
  }

  /**
   * Those of some names.
   *
   * @throws IllegalArgumentException when one has too many hyphens
   */
  public static OwnFields of(Collection<String> names) {
    List<String> all = new ArrayList<>();
    for (String name : names) {
      addTwins(name, all);
    }
    return new OwnFields(all);
  }

  private static void addTwins(String name, List<String> all) {
    List<Integer> hyphens = new ArrayList<>();
    for (int i = name.indexOf('-'); i >= 0; i = name.indexOf('-', i + 1)) {
      hyphens.add(i);
    }
    all.add(name);
    if (hyphens.size() > MOST_HYPHENS) {
      throw new IllegalArgumentException(
          name + " (expected: a field name with at most " + MOST_HYPHENS + " hyphens)");
    }
    for (int chosen = 1; chosen < 1 << hyphens.size(); chosen++) {
      StringBuilder twin = new StringBuilder(name);
      for (int i = 0; i < hyphens.size(); i++) {
        if ((chosen & 1 << i) != 0) {
          twin.setCharAt(hyphens.get(i), '_');
        }
      }
      all.add(twin.toString());
    }
  }

  /** Takes what the client has sent away. */
  public void cleanse(Exchange exchange) {
    HttpHeaders fields = exchange.requestHeaders();
    for (String name : names) {
      fields.remove(name);
    }
  }
}
