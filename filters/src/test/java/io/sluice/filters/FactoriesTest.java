package io.sluice.filters;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.api.FilterFactory;
import io.sluice.gateway.api.Option;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every filter of this module. */
class FactoriesTest {

  @SuppressWarnings("rawtypes") // as ServiceLoader has it
  static List<FilterFactory<?>> factories() {
    List<FilterFactory<?>> factories = new ArrayList<>();
    for (FilterFactory<?> factory : ServiceLoader.load(FilterFactory.class)) {
      if (factory.getClass().getName().startsWith("io.sluice.filters.")) {
        factories.add(factory);
      }
    }
    return factories;
  }

  @Test
  void serviceLoaderFindsEachFilterByItsName() {
    assertThat(factories().stream().map(FilterFactory::name))
        .containsExactlyInAnyOrder(
            "acl",
            "any_of",
            "bandwidth_limit",
            "basic_auth",
            "cache",
            "circuit_breaker",
            "compression",
            "concurrency_limit",
            "cors",
            "fallback",
            "fault",
            "forward_auth",
            "headers",
            "hmac_auth",
            "ip_restriction",
            "jwt_auth",
            "key_auth",
            "mtls",
            "oidc",
            "rate_limit",
            "request_id",
            "request_size",
            "signed_url",
            "timeout");
  }

  /** Names that users hold on to: renaming one, or another default, breaks their configs. */
  @ParameterizedTest
  @CsvSource({
    "request_id, header, x-request-id",
    "headers, request, {}",
    "headers, response, {}",
    "cors, allow_origins,",
    "cors, allow_methods, '[GET, HEAD, POST, PUT, PATCH, DELETE]'",
    "cors, allow_headers, '[\"*\"]'",
    "cors, expose_headers,",
    "cors, allow_credentials, false",
    "cors, max_age,",
    "request_size, max,",
    "ip_restriction, allow,",
    "ip_restriction, deny,",
    "ip_restriction, status, 403",
    "circuit_breaker, failure_rate_threshold, 50",
    "circuit_breaker, slow_call_rate_threshold, 100",
    "circuit_breaker, slow_call_duration,",
    "circuit_breaker, minimum_calls, 20",
    "circuit_breaker, window, 10s",
    "circuit_breaker, open_duration, 30s",
    "circuit_breaker, half_open_calls, 5",
    "circuit_breaker, failure_statuses, [500-599]",
    "circuit_breaker, scope, route",
    "circuit_breaker, ramp, 0s",
    "fallback, on, '[breaker_open, no_endpoint, timeout, 502, 503, 504]'",
    "fallback, direct_response,",
    "fallback, upstream,",
    "fallback, stale,",
    "fault, delay,",
    "fault, abort,",
    "fault, header,",
    "timeout, request,",
    "timeout, idle,",
    "timeout, header,",
    "compression, algorithms, [gzip]",
    "compression, min_size, 1KiB",
    "compression, types, ANY",
    "rate_limit, algorithm, token_bucket",
    "rate_limit, rate,",
    "rate_limit, burst,",
    "rate_limit, key, client_ip",
    "rate_limit, cost, 1",
    "rate_limit, scope, local",
    "rate_limit, mode, exact",
    "rate_limit, on_store_error, local",
    "rate_limit, max_delay,",
    "rate_limit, policies,",
    "rate_limit, overrides,",
    "rate_limit, dry_run, false",
    "rate_limit, headers, true",
    "rate_limit, max_keys, 100000",
    "concurrency_limit, max,",
    "concurrency_limit, adaptive,",
    "concurrency_limit, key,",
    "concurrency_limit, queue, 0",
    "concurrency_limit, queue_timeout, 1s",
    "concurrency_limit, status, 503",
    "jwt_auth, jwks,",
    "jwt_auth, keys,",
    "jwt_auth, algorithms,",
    "jwt_auth, issuer,",
    "jwt_auth, audience,",
    "jwt_auth, leeway, 30s",
    "jwt_auth, require_exp, true",
    "jwt_auth, required_claims,",
    "jwt_auth, claims_to_headers,",
    "jwt_auth, consumer_claim, sub",
    "jwt_auth, consumer_prefix, '\"\"'",
    "jwt_auth, known_consumers, false",
    "jwt_auth, in, {header: authorization}",
    "jwt_auth, hide_credentials, false",
    "jwt_auth, realm, sluice",
    "jwt_auth, consumer_header,",
    "jwt_auth, cache, 10000",
    "jwt_auth, max_length, 16KiB",
    "key_auth, in, header",
    "key_auth, name, x-api-key",
    "key_auth, hide_credentials, true",
    "key_auth, realm, sluice",
    "key_auth, consumer_header,",
    "basic_auth, realm, sluice",
    "basic_auth, cache_ttl, 5m",
    "basic_auth, hide_credentials, true",
    "basic_auth, consumer_header,",
    "forward_auth, upstream,",
    "forward_auth, path, /",
    "forward_auth, method, GET",
    "forward_auth, request_headers, '[authorization, cookie]'",
    "forward_auth, response_headers,",
    "forward_auth, client_headers,"
        + " '[www-authenticate, location, set-cookie, cache-control, content-type]'",
    "forward_auth, client_headers_on_success,",
    "forward_auth, timeout, 1s",
    "forward_auth, max_body, 8KiB",
    "forward_auth, consumer_from,",
    "forward_auth, consumer_prefix, '\"\"'",
    "forward_auth, consumer_header,",
    "forward_auth, cache,",
    "mtls, hide_credentials, true",
    "mtls, realm, sluice",
    "mtls, consumer_header,",
    "oidc, issuer,",
    "oidc, client_id,",
    "oidc, client_secret,",
    "oidc, redirect_path, /oidc/callback",
    "oidc, redirect_uri_base,",
    "oidc, scopes, [openid]",
    "oidc, login_parameters,",
    "oidc, cookie_secret,",
    "oidc, previous_cookie_secret,",
    "oidc, cookie_name, sluice_session",
    "oidc, cookie_secure, true",
    "oidc, cookie_same_site, lax",
    "oidc, session_ttl, 8h",
    "oidc, session_claims,",
    "oidc, logout_path, /oidc/logout",
    "oidc, post_logout_redirect,",
    "oidc, consumer_claim, sub",
    "oidc, consumer_prefix, '\"\"'",
    "oidc, claims_to_headers,",
    "oidc, access_token_header,",
    "oidc, consumer_header,",
    "oidc, realm, sluice",
    "oidc, leeway, 30s",
    "acl, allow,",
    "acl, deny,",
    "any_of, filters,",
    "any_of, anonymous, false",
    "hmac_auth, required_components, '[\"@method\", \"@authority\", \"@path\", \"@query\", content-digest]'",
    "hmac_auth, max_age, 5m",
    "hmac_auth, clock_skew, 30s",
    "hmac_auth, require_nonce, true",
    "hmac_auth, replay, {}",
    "hmac_auth, digest, true",
    "hmac_auth, max_body, 1MiB",
    "hmac_auth, label,",
    "hmac_auth, tag,",
    "hmac_auth, structured_fields,",
    "hmac_auth, realm, sluice",
    "hmac_auth, consumer_header,",
    "hmac_auth, hide_credentials, false",
    "signed_url, keys,",
    "signed_url, methods, '[GET, HEAD]'",
    "signed_url, max_lifetime, 168h",
    "signed_url, parameter_prefix, sl_",
    "signed_url, realm, sluice",
    "signed_url, consumer_header,",
    "bandwidth_limit, rate,",
    "bandwidth_limit, direction, response",
    "bandwidth_limit, key,",
    "cache, tiers, [memory]",
    "cache, key, {}",
    "cache, default_ttl,",
    "cache, ttl,",
    "cache, negative_ttl,",
    "cache, heuristic_percent, 0",
    "cache, heuristic_max, 24h",
    "cache, stale_while_revalidate, 0s",
    "cache, stale_if_error, 0s",
    "cache, keep_stale, 1h",
    "cache, collapse, true",
    "cache, max_body_size, 8MiB",
    "cache, min_uses, 1",
    "cache, bypass, {}",
  })
  void keepsItsOptionsAndTheirDefaults(String filter, String option, String fallback) {
    List<RecordComponent> found = new ArrayList<>();
    for (FilterFactory<?> factory : factories()) {
      for (RecordComponent component : factory.configType().getRecordComponents()) {
        if (factory.name().equals(filter) && key(component).equals(option)) {
          found.add(component);
        }
      }
    }
    assertThat(found).hasSize(1);
    String orElse = found.get(0).getAnnotation(Option.class).orElse();
    if ("ANY".equals(fallback)) {
      assertThat(orElse).isNotEmpty();
    } else {
      assertThat(orElse).isEqualTo(fallback == null ? "" : fallback);
    }
  }

  /** The name of an option as the document writes it. */
  static String key(RecordComponent option) {
    return option.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }

  @ParameterizedTest
  @MethodSource("factories")
  void describesItselfAndEveryOption(FilterFactory<?> factory) {
    assertThat(factory.description()).matches("[A-Z].*\\.");
    for (RecordComponent option : factory.configType().getRecordComponents()) {
      assertThat(option.getAnnotation(Option.class)).as(option.getName()).isNotNull();
      assertThat(option.getAnnotation(Option.class).value()).matches("[A-Z].*\\.");
    }
  }
}
