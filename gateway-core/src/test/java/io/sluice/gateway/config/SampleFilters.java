package io.sluice.gateway.config;

import io.sluice.gateway.api.ByteRate;
import io.sluice.gateway.api.ByteSize;
import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.FilterContext;
import io.sluice.gateway.api.FilterFactory;
import io.sluice.gateway.api.Key;
import io.sluice.gateway.api.Option;
import io.sluice.gateway.api.Rate;
import io.sluice.gateway.api.Template;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Filters with one option of every kind, for the tests of this package. */
final class SampleFilters {
  static final List<FilterFactory<?>> ALL =
      List.of(
          new Sample<>("request_id", "Gives requests an id.", RequestId.class),
          new Sample<>("sampler", "Has an option of every kind.", Sampler.class),
          new Sample<>("login", "Keeps a secret.", Login.class),
          new Sample<>("nest", "Holds other filters.", Nest.class));

  private SampleFilters() {}

  record RequestId(
      @Option(value = "Where the id goes.", orElse = "x-request-id", pattern = Names.TOKEN)
          String header) {}

  record Sampler(
      @Option("How many.") Rate rate,
      @Option(value = "At once.", orElse = "10", min = 1, max = 1000) int burst,
      @Option(value = "In all.", orElse = "5000000000", min = 0) long total,
      @Option(value = "Share.", orElse = "0.5", min = 0, max = 1) double share,
      @Option(value = "Whether.", orElse = "false") boolean dryRun,
      @Option(value = "How.", orElse = "token_bucket") Algorithm algorithm,
      @Option(value = "How long.", orElse = "1s", min = 1_000_000) Duration delay,
      @Option(value = "How much.", orElse = "1KiB", max = 1 << 20) ByteSize size,
      @Option(value = "By what.", orElse = "{client_ip}") Template key,
      @Option(value = "Apart by.", orElse = "client_ip") Key by,
      @Option(value = "How fast.", orElse = "1MiB/s", min = 1024) ByteRate speed,
      @Option("From where.") List<Cidr> allow,
      @Option(value = "Which types.", orElse = "[text/plain, text/html]") List<String> types,
      @Option(value = "What to set.", keys = Names.TOKEN) Map<String, Template> set,
      @Option("By status.") Map<String, Duration> ttl,
      @Option("More of them.") List<Policy> policies,
      @Option("Or else.") @Nullable Policy default_) {

    enum Algorithm {
      TOKEN_BUCKET,
      SLIDING_WINDOW
    }
  }

  record Policy(
      @Option(value = "Its name.", pattern = "[a-z]+") String id,
      @Option(value = "Its share.", orElse = "1") int weight) {
    Policy {
      if (id.equals("forbidden")) {
        throw new IllegalArgumentException("id: forbidden (expected: another)");
      }
      if (weight == 13) {
        throw new IllegalArgumentException("thirteen is out of luck");
      }
    }
  }

  record Login(
      @Option(value = "The password.", secret = true, pattern = "[a-z0-9-]+") String secret,
      @Option(value = "More passwords.", secret = true) List<String> more,
      @Option(value = "Attempts.", secret = true, orElse = "0", max = 9) int pin) {
    Login {
      if (secret.equals("open-sesame")) {
        throw new IllegalArgumentException("secret: open-sesame (expected: a better one)");
      }
    }
  }

  record Nest(@Option("Filters inside.") List<FilterConfig> filters) {}

  record Sample<C extends Record>(String name, String description, Class<C> configType)
      implements FilterFactory<C> {
    @Override
    public Filter create(C config, FilterContext context) {
      return new Filter() {};
    }
  }
}
