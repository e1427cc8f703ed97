package io.sluice.filters.signedurl;

import io.sluice.filters.auth.FilterGroup;
import io.sluice.gateway.config.ConfigException;
import io.sluice.gateway.config.FilterConfig;
import io.sluice.gateway.config.GatewayConfig;
import io.sluice.gateway.config.RouteConfig;
import io.sluice.gateway.service.CommandContext;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** {@code sluice sign-url}. The secret comes from the config, never from the command line. */
@Command(
    name = "sign-url",
    description = "Signs a link for a route that has the filter signed_url.")
final class SignUrlCommand implements Callable<Integer> {
  private static final int OK = 0;
  private static final int CONFIG_ERROR = 1;
  private static final int USAGE = 2;

  private final CommandContext context;
  private final InstantSource clock;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The config with the keys; default: the shipped one.")
  private @Nullable Path file;

  @Option(
      names = "--route",
      required = true,
      paramLabel = "ID",
      description = "Whose filter it is.")
  private String route = "";

  @Option(
      names = "--key",
      paramLabel = "ID",
      description = "Which of the filter's keys signs; default: the first.")
  private @Nullable String key;

  @Option(
      names = "--method",
      paramLabel = "METHOD",
      description =
          "What the link is good for, several times for several; default: GET, and with it HEAD.")
  private List<String> methods = new ArrayList<>();

  @Option(
      names = "--expires-in",
      required = true,
      paramLabel = "TIME",
      converter = Time.class,
      description = "How long it is good: 90s, 15m, 1h, 7d.")
  private Duration expiresIn = Duration.ZERO;

  @Option(
      names = "--prefix",
      paramLabel = "PATH",
      description = "Good for every path that begins so; from slash to slash.")
  private @Nullable String prefix;

  @Parameters(paramLabel = "URL", description = "The link to sign, with its query.")
  private String url = "";

  SignUrlCommand(CommandContext context, InstantSource clock) {
    this.context = context;
    this.clock = clock;
  }

  @Override
  public Integer call() throws IOException {
    try {
      SignedUrlConfig config = find(context.config(file));
      List<String> good = methods.isEmpty() ? List.of("GET") : methods;
      context
          .out()
          .println(
              new LinkMint(config).sign(key, url, good, prefix, expiresIn, clock.millis() / 1000));
      return OK;
    } catch (ConfigException e) {
      context.err().println(e.getMessage());
      return CONFIG_ERROR;
    } catch (IllegalArgumentException e) {
      context.err().println("sluice: " + e.getMessage());
      return USAGE;
    }
  }

  private SignedUrlConfig find(GatewayConfig config) {
    for (RouteConfig candidate : config.routes()) {
      if (candidate.id().equals(route)) {
        SignedUrlConfig own = find(candidate.filters());
        SignedUrlConfig found = own == null ? find(config.defaultFilters()) : own;
        if (found == null) {
          throw new IllegalArgumentException(
              "--route: " + route + " (expected: one with the filter signed_url)");
        }
        return found;
      }
    }
    throw new IllegalArgumentException("--route: " + route + " (expected: the id of a route)");
  }

  private static @Nullable SignedUrlConfig find(List<FilterConfig> filters) {
    for (FilterConfig filter : filters) {
      if (!filter.enabled()) {
        continue;
      }
      if (filter.config() instanceof SignedUrlConfig found) {
        return found;
      }
      SignedUrlConfig within =
          filter.config() instanceof FilterGroup group ? find(group.filters()) : null;
      if (within != null) {
        return within;
      }
    }
    return null;
  }

  /** A whole number of seconds, minutes, hours or days. */
  private static final class Time implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      int end = Math.max(0, text.length() - 1);
      try {
        long count = Long.parseLong(text.substring(0, end));
        Duration time =
            switch (text.charAt(end)) {
              case 's' -> Duration.ofSeconds(count);
              case 'm' -> Duration.ofMinutes(count);
              case 'h' -> Duration.ofHours(count);
              case 'd' -> Duration.ofDays(count);
              default -> Duration.ZERO;
            };
        if (count > 0 && !time.isZero()) {
          return time;
        }
      } catch (NumberFormatException | ArithmeticException e) {
        throw new TypeConversionException(wrong(text));
      }
      throw new TypeConversionException(wrong(text));
    }

    private static String wrong(String text) {
      return text + " (expected: such as 90s, 15m, 1h or 7d)";
    }
  }
}
