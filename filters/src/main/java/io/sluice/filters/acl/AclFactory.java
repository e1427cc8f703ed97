package io.sluice.filters.acl;

import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.FilterContext;
import io.sluice.gateway.api.FilterFactory;
import io.sluice.gateway.api.FilterPlace;
import io.sluice.gateway.api.FilterPlace.Callers;
import java.util.ArrayList;
import java.util.List;

/** Makes {@code acl} filters. */
public final class AclFactory implements FilterFactory<AclConfig> {

  @Override
  public String name() {
    return "acl";
  }

  @Override
  public String description() {
    return "Says which of the callers that are known may pass.";
  }

  @Override
  public Class<AclConfig> configType() {
    return AclConfig.class;
  }

  @Override
  public List<String> warnings(AclConfig config, FilterPlace place) {
    if (place.callers() == Callers.NONE) {
      return List.of(nobodyKnown(config));
    }
    List<String> warnings = new ArrayList<>();
    if (place.callers() == Callers.CONSUMERS) {
      addStrangers("allow", config.allow(), place, warnings);
      addStrangers("deny", config.deny(), place, warnings);
    }
    return warnings;
  }

  private static String nobodyKnown(AclConfig config) {
    boolean pass =
        config.allow().stream().anyMatch(RuleConfig::anonymous)
            && config.deny().stream().noneMatch(RuleConfig::anonymous);
    return (config.allow().isEmpty() ? "deny" : "allow")
        + ": no filter in front says that it finds out who calls, so "
        + (pass ? "everybody passes, unknown" : "nobody is known and all get 403")
        + " (put one that authenticates in front)";
  }

  /** Where nobody else can call, a name that no consumer has is a slip, or not there yet. */
  private static void addStrangers(
      String option, List<RuleConfig> rules, FilterPlace place, List<String> to) {
    for (int i = 0; i < rules.size(); i++) {
      List<String> consumers = rules.get(i).consumers();
      for (int j = 0; j < consumers.size(); j++) {
        if (!place.consumers().contains(consumers.get(j))) {
          to.add(
              option
                  + "["
                  + i
                  + "].consumers["
                  + j
                  + "]: "
                  + consumers.get(j)
                  + " is no consumer of the config, and nobody else can call here, so it fits"
                  + " nobody (add the consumer, or take the name out)");
        }
      }
    }
  }

  @Override
  public boolean guards(AclConfig config) {
    return true;
  }

  @Override
  public Filter create(AclConfig config, FilterContext context) {
    return new Acl(Rule.all(config.allow()), Rule.all(config.deny()), context.consumers());
  }
}
