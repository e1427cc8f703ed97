package io.sluice.filters.signedurl;

import io.sluice.gateway.service.CommandContext;
import io.sluice.gateway.service.CommandFactory;
import java.time.InstantSource;
import java.util.concurrent.Callable;

/** Brings {@code sluice sign-url}. */
public final class SignUrlCommandFactory implements CommandFactory {

  @Override
  public String name() {
    return "sign-url";
  }

  @Override
  public Callable<Integer> create(CommandContext context) {
    return new SignUrlCommand(context, InstantSource.system());
  }
}
