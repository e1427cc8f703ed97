package io.sluice.gateway.api;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A fixed set of consumers, by all that they are found by. Immutable. */
final class ConsumerTable implements Consumers {
  private final Map<String, Consumer> byId;
  private final Map<Credential.Kind, Map<String, Holder>> holders =
      new EnumMap<>(Credential.Kind.class);

  /**
   * @param wrong hears the path and what is wrong where two have one id or credential; the first
   *     keeps it
   */
  ConsumerTable(List<Consumer> consumers, BiConsumer<String, String> wrong) {
    byId = new HashMap<>(2 * consumers.size());
    for (int i = 0; i < consumers.size(); i++) {
      Consumer consumer = consumers.get(i);
      String path = "consumers[" + i + "]";
      if (byId.putIfAbsent(consumer.id(), consumer) != null) {
        wrong.accept(path + ".id", consumer.id() + " (expected: a unique id)");
      }
      for (int j = 0; j < consumer.credentials().size(); j++) {
        Credential credential = consumer.credentials().get(j);
        Holder first =
            holders
                .computeIfAbsent(credential.kind(), kind -> new HashMap<>())
                .putIfAbsent(credential.name(), new Holder(consumer, credential));
        if (first != null) {
          wrong.accept(path + ".credentials[" + j + "]", taken(credential, first.consumer()));
        }
      }
    }
  }

  private static String taken(Credential credential, Consumer by) {
    return credential + " (expected: one of its own; consumer " + by.id() + " has it)";
  }

  @Override
  public @Nullable Consumer find(String id) {
    return byId.get(id);
  }

  @Override
  public @Nullable Holder holder(Credential.Kind kind, String name) {
    Map<String, Holder> all = holders.get(kind);
    return all == null ? null : all.get(name);
  }

  @Override
  public @Nullable Holder any(Credential.Kind kind) {
    Map<String, Holder> all = holders.get(kind);
    return all == null ? null : all.values().iterator().next();
  }
}
