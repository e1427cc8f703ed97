package io.sluice.filters.hash;

import static org.assertj.core.api.Assertions.assertThat;

import com.password4j.Argon2Function;
import com.password4j.BcryptFunction;
import io.sluice.gateway.api.Credential;
import io.sluice.gateway.config.GatewayConfig;
import io.sluice.gateway.service.CommandContext;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class HashCommandTest {

  /** A command line of which nothing but these streams is used. */
  private record Streams(InputStream in, PrintStream out, PrintStream err)
      implements CommandContext {
    @Override
    public GatewayConfig config(@Nullable Path file) {
      throw new UnsupportedOperationException("it needs no config");
    }
  }

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String input, String... arguments) {
    Streams streams =
        new Streams(
            new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    return new CommandLine(new HashCommandFactory().create(streams)).execute(arguments);
  }

  private String printed() {
    return out.toString(StandardCharsets.UTF_8).strip();
  }

  @Test
  void hashesAKeyAsTheConfigDoes() {
    assertThat(run("k-b4Zq1Vt0mYf8\n", "key")).isZero();

    Credential plain =
        new Credential("k-b4Zq1Vt0mYf8", null, null, null, null, null, null, null, null, null);
    assertThat(printed()).isEqualTo(plain.keySha256());
  }

  @Test
  void hashesAPasswordWithBcrypt() {
    assertThat(run("pässword", "password")).isZero();

    String hash = printed();
    assertThat(BcryptFunction.getInstanceFromHash(hash).check("pässword", hash)).isTrue();
    assertThat(credential(hash).passwordHash()).isEqualTo(hash);
  }

  @Test
  void hashesAPasswordWithArgon2() {
    assertThat(run("secret", "password", "--argon2")).isZero();

    String hash = printed();
    assertThat(Argon2Function.getInstanceFromHash(hash).check("secret", hash)).isTrue();
    assertThat(credential(hash).passwordHash()).isEqualTo(hash);
  }

  private static Credential credential(String hash) {
    return new Credential(null, null, "ann", hash, null, null, null, null, null, null);
  }

  @Test
  void saysWhenThereIsNothingToHash() {
    assertThat(run("", "key")).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("expected: one line");
  }
}
