package io.sluice.gateway.boot;

/** The program's entry. */
public final class GatewayMain {
  private GatewayMain() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] args) {
    System.exit(SluiceCommand.line(Home.ofProcess(), System.out, System.err).execute(args));
  }
}
