package io.sluice.gateway.service;

import java.util.concurrent.Callable;

/**
 * Brings a command of the command line. Listed in {@code
 * META-INF/services/io.sluice.gateway.service.CommandFactory}; stateless, with a public constructor
 * without arguments.
 */
public interface CommandFactory {

  /** What it is called with: {@code sluice NAME}; unique among all jars. */
  String name();

  /**
   * The command: its class has picocli's annotations, and a {@code Command} of {@link #name}. What
   * it returns is the exit code: 0, or 1 for a config with errors.
   */
  Callable<Integer> create(CommandContext context);
}
