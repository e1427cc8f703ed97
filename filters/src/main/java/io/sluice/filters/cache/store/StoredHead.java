package io.sluice.filters.cache.store;

import io.netty.buffer.ByteBuf;
import io.sluice.filters.cache.rules.Freshness;
import io.sluice.filters.cache.rules.Terms;
import io.sluice.gateway.http.WireHeaders;
import java.util.List;

/**
 * A response without its body, as a slow tier keeps it. Not changed once it is made.
 *
 * @param status 200 to 599
 * @param fields those that are kept
 * @param tags words that the origin has given it to be purged by
 * @param askedAfter the last purge that the origin was asked after
 * @param body how that is kept
 */
public record StoredHead(
    String place,
    long keptUntil,
    int status,
    WireHeaders fields,
    Terms terms,
    Freshness freshness,
    List<String> tags,
    long askedAfter,
    StoredBody body)
    implements StoredRecord {

  /** Of a response; {@code body} says how its body is kept. */
  public static StoredHead of(
      String place, StoredResponse response, long keptUntil, StoredBody body) {
    return new StoredHead(
        place,
        keptUntil,
        response.status(),
        response.kept(),
        response.terms(),
        response.freshness(),
        response.tags(),
        response.askedAfter(),
        body);
  }

  /**
   * The response, to be kept or released.
   *
   * @param plain its body as it is sent, of {@link MemoryTier#newBody}; ownership passes
   */
  public StoredResponse with(ByteBuf plain) {
    return StoredResponse.restored(this, plain);
  }
}
