package io.sluice.filters.hash;

import com.password4j.Argon2Function;
import com.password4j.BcryptFunction;
import com.password4j.types.Argon2;
import com.password4j.types.Bcrypt;
import io.sluice.gateway.api.Credential;
import io.sluice.gateway.service.CommandContext;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code sluice hash}. What is hashed comes from standard input: on the command line every user of
 * the machine could read it.
 */
@Command(
    name = "hash",
    description =
        "Makes what stands in a config for a key or a password, which it reads from standard"
            + " input.")
final class HashCommand implements Callable<Integer> {

  /** 2^12 rounds take some 200 ms. */
  private static final int BCRYPT_COST = 12;

  private static final int OK = 0;
  private static final int USAGE = 2;

  private final CommandContext context;

  @Parameters(
      description = "What is hashed: ${COMPLETION-CANDIDATES}.",
      paramLabel = "key|password")
  private Subject subject = Subject.key;

  @Option(
      names = "--argon2",
      description = "A password's hash is argon2id (19 MiB, 2 passes) and not bcrypt (cost 12).")
  private boolean argon2;

  /** What is hashed; as users write it. */
  private enum Subject {
    key,
    password
  }

  HashCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException {
    String text = read();
    if (text == null || text.isEmpty()) {
      context.err().println("sluice: nothing to hash (expected: one line on standard input)");
      return USAGE;
    }
    context.out().println(subject == Subject.key ? key(text) : password(text));
    return OK;
  }

  private @Nullable String read() throws IOException {
    return new BufferedReader(new InputStreamReader(context.in(), StandardCharsets.UTF_8))
        .readLine();
  }

  private static String key(String text) {
    return Credential.hashOf(text);
  }

  private String password(String text) {
    if (!argon2) {
      return BcryptFunction.getInstance(Bcrypt.B, BCRYPT_COST).hash(text).getResult();
    }
    byte[] salt = new byte[16];
    new SecureRandom().nextBytes(salt);
    return Argon2Function.getInstance(19_456, 2, 1, 32, Argon2.ID)
        .hash(text.getBytes(StandardCharsets.UTF_8), salt)
        .getResult();
  }
}
