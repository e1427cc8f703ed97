package io.sluice.filters.forwardauth;

import io.sluice.filters.auth.ConsumerField;
import io.sluice.gateway.api.ByteSize;
import io.sluice.gateway.api.Option;
import io.sluice.gateway.api.Template;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Options of {@code forward_auth}.
 *
 * @param consumerFrom null: the service does not say who calls
 * @param consumerHeader null: the origin is not told
 * @param cache null: the service is asked for each request
 */
public record ForwardAuthConfig(
    @Option("Id of the upstream that is asked.") String upstream,
    @Option(value = "Path and query to ask for; may hold variables.", orElse = "/") Template path,
    @Option(value = "Method to ask with.", orElse = "GET", pattern = "GET|HEAD|POST") String method,
    @Option(
            value = "Fields of the request that the service is shown.",
            orElse = "[authorization, cookie]")
        List<String> requestHeaders,
    @Option("Fields of the service's answer that the origin gets; clients cannot send them.")
        List<String> responseHeaders,
    @Option(
            value = "Fields of the service's answer that the client gets when it may not pass.",
            orElse = "[www-authenticate, location, set-cookie, cache-control, content-type]")
        List<String> clientHeaders,
    @Option("Fields of the service's answer that the client gets when it may pass.")
        List<String> clientHeadersOnSuccess,
    @Option(value = "How long the service may take.", orElse = "1s", min = 1) Duration timeout,
    @Option(value = "The longest body of an answer that is taken.", orElse = "8KiB", max = 1 << 20)
        ByteSize maxBody,
    @Option("The field of the service's answer that names the consumer.")
        @Nullable String consumerFrom,
    @Option(
            value = "What is put in front of the name in consumer_from, such as sso:.",
            orElse = "\"\"",
            pattern = ConsumerField.PREFIX)
        String consumerPrefix,
    @Option("The field that tells the origin the consumer.") @Nullable String consumerHeader,
    @Option("Keeps the service's decisions for a time.") @Nullable CacheConfig cache) {}
