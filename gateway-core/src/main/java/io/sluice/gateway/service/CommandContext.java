package io.sluice.gateway.service;

import io.sluice.gateway.config.ConfigException;
import io.sluice.gateway.config.GatewayConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What a command of a {@link CommandFactory} works with. */
public interface CommandContext {

  /** What it has to say; whoever runs it may read that with a program. */
  PrintStream out();

  /** What people are to know beside it. */
  PrintStream err();

  /** Where it is told what must stand in no list of processes, such as a password. */
  InputStream in();

  /**
   * Reads a config, variables of the environment filled in.
   *
   * @param file null = the shipped one
   * @throws ConfigException with everything that is wrong
   * @throws IOException when a jar among the plugins cannot be used
   */
  GatewayConfig config(@Nullable Path file) throws ConfigException, IOException;
}
