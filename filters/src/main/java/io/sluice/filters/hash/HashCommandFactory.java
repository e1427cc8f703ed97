package io.sluice.filters.hash;

import io.sluice.gateway.service.CommandContext;
import io.sluice.gateway.service.CommandFactory;
import java.util.concurrent.Callable;

/** Brings {@code sluice hash}. */
public final class HashCommandFactory implements CommandFactory {

  @Override
  public String name() {
    return "hash";
  }

  @Override
  public Callable<Integer> create(CommandContext context) {
    return new HashCommand(context);
  }
}
