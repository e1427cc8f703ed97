package io.sluice.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every kind of error with its exact text. A case is a piece of a document and, behind an arrow,
 * the error of the loader; a further error stands on a line of its own, with an arrow alone.
 */
class ConfigErrorsTest {

  /** Pieces of line 1. */
  private static final String TOP =
      """
      server: { workers: -1 } => server.workers: -1 (expected: 0 to 1024)
      server: { workers: 1025 } => server.workers: 1025 (expected: 0 to 1024)
      server: { workers: "4" } => server.workers: "4" (expected: a whole number)
      server: { workers: 1.5 } => server.workers: 1.5 (expected: a whole number)
      server: { workers: true } => server.workers: true (expected: a whole number)
      server: { workers: 99999999999 } => server.workers: 99999999999 (expected: -2147483648 to 2147483647)
      server: { workers: 99999999999999999999 } => server.workers: 99999999999999999999 (expected: a whole number of at most 18 digits)
      server: { workers: } => server.workers: null (expected: a whole number)
      server: { workers: [4] } => server.workers: a list (expected: a whole number)
      server: { workers: {a: 1} } => server.workers: a mapping (expected: a whole number)
      server: { workers: "${WORDS:four}" } => server.workers: four (expected: a whole number of at most 18 digits)
      server: { workers: "${NOPE}" } => server.workers: environment variable NOPE is not set (expected: a value, or ${NOPE:default})
      server: { workers: "${4}" } => server.workers: ${4} (expected: ${NAME} or ${NAME:default} of an environment variable; write $${ for a plain ${)
      server: { workers: "${PORT" } => server.workers: ${ without an end (expected: a closing brace)
      server: { transport: IO_URING } => server.transport: IO_URING (expected: auto, io_uring, epoll, kqueue or nio)
      server: { drain_timeout: 5 } => server.drain_timeout: 5 (expected: a duration such as 250ms, 5s, 1h30m or 0)
      server: { drain_timeout: 5 s } => server.drain_timeout: 5 s (expected: a duration such as 250ms, 5s, 1h30m or 0)
      server: { drain_timeout: -5s } => server.drain_timeout: -5s (expected: a duration such as 250ms, 5s, 1h30m or 0)
      server: { drain_timeout: 999999999d } => server.drain_timeout: 999999999d (expected: at most 106751d)
      server: { drainTimeout: 5s } => server.drainTimeout: unknown key (did you mean drain_timeout?)
      server: { threads: 4 } => server.threads: unknown key (expected: workers, transport, drain_timeout, drain_delay or zone)
      server: 4 => server: 4 (expected: a mapping)
      server: [4] => server: a list (expected: a mapping)
      server: => server: null (expected: a mapping)
      sever: {} => sever: unknown key (did you mean server?)
      "a b": {} => ["a b"]: unknown key (expected: server, listeners, admin, store, consul, redis, cache, overload, access_log, default_filters, routes, upstreams or consumers)
      admin: { bind: 9901 } => admin.bind: 9901 (expected: an address and port such as 0.0.0.0:8080 or [::]:8080)
      admin: { bind: "9901" } => admin.bind: 9901 (expected: an address and port such as 0.0.0.0:8080 or [::]:8080)
      admin: { bind: "example.org:80" } => admin.bind: example.org:80 (expected: an address and port such as 0.0.0.0:8080 or [::]:8080)
      admin: { bind: "127.0.0.1:70000" } => admin.bind: 127.0.0.1:70000 (expected: a port from 0 to 65535)
      admin: { bind: "127.0.0.1:8080" } => listeners[0].bind: 127.0.0.1:8080 (expected: an address of its own; admin.bind has it)@3
      admin: { keys: [] } => admin.keys: unknown key (expected: bind, tokens or require_if_match)
      consul: { address: "127.0.0.1:8500" } => consul.address: 127.0.0.1:8500 (expected: http://host:port or https://host:port)
      consul: { address: "localhost:8500" } => consul.address: localhost:8500 (expected: http://host:port or https://host:port)
      consul: { address: "http://a:b@c" } => consul.address: (hidden) (expected: http://host:port or https://host:port)
      consul: { address: "http://a:85000" } => consul.address: http://a:85000 (expected: http://host:port or https://host:port)
      consul: { address: "" } => consul.address: "" (expected: http://host:port or https://host:port)
      consul: { token: "a b" } => consul.token: character 1 (expected: printable ASCII without spaces)
      consul: { datacenter: "a\tb" } => consul.datacenter: 'a\tb' (expected: 1 to 255 characters, none of them control)
      consul: { connections: 1 } => consul.connections: 1 (expected: 2 to 1024)
      access_log: { off: yes } => access_log.off: yes (expected: true or false)
      access_log: { off: "true" } => access_log.off: "true" (expected: true or false)
      access_log: { queue_size: 1 } => access_log.queue_size: 1 (expected: 64 to 16777216)
      access_log: { format: "" } => access_log.format: "" (expected: json, common, or one line with variables in braces)
      access_log: { format: jsn } => access_log.format: jsn (expected: json, common, or one line with variables in braces)
      access_log: { path: "" } => access_log.path: "" (expected: text on one line, not empty)
      access_log: { path: "a\\0b" } => access_log.path: a\\u0000b (expected: text without control characters)
      default_filters: [ { name: requestid } ] => default_filters[0].name: unknown filter requestid (expected: request_id, sampler, login or nest; did you mean request_id?)
      default_filters: [ { name: wasm } ] => default_filters[0].name: unknown filter wasm (expected: request_id, sampler, login or nest)
      default_filters: [ request_id ] => default_filters[0]: a value (expected: a mapping with the filter's name)
      default_filters: [ { config: {} } ] => default_filters[0].name: missing (expected: text)
      default_filters: [ { name: request_id, conf: {} } ] => default_filters[0].conf: unknown key (did you mean config?)
      default_filters: [ { name: request_id, enabled: 1 } ] => default_filters[0].enabled: 1 (expected: true or false)
      default_filters: [ { name: request_id, config: { headr: x } } ] => default_filters[0].config.headr: unknown key (did you mean header?)
      default_filters: [ { name: request_id, config: { header: "a b" } } ] => default_filters[0].config.header: a b (expected: a token: letters, digits or any of ! # $ % & ' * + - . ^ _ ` | ~)
      default_filters: [ { name: sampler, config: { rate: 1/s, by: [] } } ] => default_filters[0].config.by: 0 entries (expected: at least 1)
      default_filters: [ { name: sampler, config: { rate: 1/s, speed: 0/s } } ] => default_filters[0].config.speed: 0/s (expected: > 0)
      default_filters: [ { name: sampler } ] => default_filters[0].config.rate: missing (expected: a rate such as 100/s, 6000/m or 10/h)
      default_filters: [ { name: nest, config: { filters: [ { name: sampler, config: { rate: 0/s } } ] } } ] => default_filters[0].config.filters[0].config.rate: 0/s (expected: > 0)
      """;

  /** Pieces inside a route to the upstream {@code users}, on line 8. */
  private static final String ROUTE =
      """
      id: "a b" => routes[0].id: a b (expected: 1 to 128 letters, digits or any of _ . : -)
      id: a, id: b => routes[0].id: repeated key (expected: once; first on line 8)
      priority: high => routes[0].priority: high (expected: a whole number)
      labels: { team: [a] } => routes[0].labels.team: a list (expected: text)
      labels: [a] => routes[0].labels: a list (expected: a mapping)
      match: { hosts: [ok.example, "https://x"] } => routes[0].match.hosts[1]: https://x (expected: a host name without port, or *.suffix)
      match: { hosts: ["x:80"] } => routes[0].match.hosts[0]: x:80 (expected: a host name without port, or *.suffix)
      match: { hosts: ["*"] } => routes[0].match.hosts[0]: * (expected: a host name without port, or *.suffix)
      match: { hosts: ["a.*.example"] } => routes[0].match.hosts[0]: a.*.example (expected: a host name without port, or *.suffix)
      match: { hosts: example.org } => routes[0].match.hosts: example.org (expected: a list)
      match: { path: /users } => routes[0].match.path: /users (expected: a mapping)
      match: { path: {} } => routes[0].match.path: missing (expected: exactly one of exact, prefix, template or regex)
      match: { path: { exact: /a, prefix: /b } } => routes[0].match.path: exact and prefix (expected: exactly one of exact, prefix, template or regex)
      match: { path: { prefix: users } } => routes[0].match.path.prefix: users (expected: a path that starts with /, in visible ASCII without ?, # and backslash)
      match: { path: { prefx: /users } } => routes[0].match.path.prefx: unknown key (did you mean prefix?)
      => routes[0].match.path: missing (expected: exactly one of exact, prefix, template or regex)
      match: { path: { exact: "/a?b" } } => routes[0].match.path.exact: /a?b (expected: a path that starts with /, in visible ASCII without ?, # and backslash)
      match: { path: { exact: /caf\u00e9 } } => routes[0].match.path.exact: /caf\u00e9 (expected: a path that starts with /, in visible ASCII without ?, # and backslash)
      match: { path: { exact: "/a\\\\b" } } => routes[0].match.path.exact: /a\\b (expected: a path that starts with /, in visible ASCII without ?, # and backslash)
      match: { path: { exact: /a/../b } } => routes[0].match.path.exact: /a/../b (expected: no dot segments)
      match: { path: { exact: /a%zz } } => routes[0].match.path.exact: /a%zz (expected: two hexadecimal digits after %)
      match: { path: { template: "/a/{b" } } => routes[0].match.path.template: /a/{b (expected: segments that are plain or {name}, the last one perhaps {*name})
      match: { path: { template: "/{*a}/b" } } => routes[0].match.path.template: /{*a}/b (expected: segments that are plain or {name}, the last one perhaps {*name})
      match: { path: { template: "/{a}/{a}" } } => routes[0].match.path.template: /{a}/{a} (expected: {a} only once)
      match: { path: { regex: "(a" } } => routes[0].match.path.regex: (a (expected: a regular expression in RE2 syntax; missing closing ))
      match: { path: { regex: "(?=a)" } } => routes[0].match.path.regex: (?=a) (expected: a regular expression in RE2 syntax; invalid or unsupported Perl syntax)
      match: { path: { regex: "((a{1000}){1000}){1000}" } } => routes[0].match.path.regex: ((a{1000}){1000}){1000} (expected: repetitions that multiply to less, and at most 100 nested groups)
      match: { methods: [get] } => routes[0].match.methods[0]: get (expected: a method in upper case, GET)
      match: { headers: [ { name: "a b", exact: c } ] } => routes[0].match.headers[0].name: a b (expected: text without spaces or control characters)
      match: { headers: [ { name: "a:", exact: c } ] } => routes[0].match.headers[0].name: a: (expected: a token: letters, digits or any of ! # $ % & ' * + - . ^ _ ` | ~)
      match: { headers: [ { name: a } ] } => routes[0].match.headers[0]: missing (expected: exactly one of exact, prefix, regex or present)
      match: { query: [ { name: a, exact: b, present: true } ] } => routes[0].match.query[0]: exact and present (expected: exactly one of exact, prefix, regex or present)
      match: { cookies: [ { name: a, regex: "[" } ] } => routes[0].match.cookies[0].regex: [ (expected: a regular expression in RE2 syntax; missing closing ])
      match: { remote_addrs: [10.0.0.0/33] } => routes[0].match.remote_addrs[0]: 10.0.0.0/33 (expected: a prefix from 0 to 32)
      match: { remote_addrs: [10.0.0.1/8] } => routes[0].match.remote_addrs[0]: 10.0.0.1/8 (expected: 10.0.0.0/8, no bits behind the prefix)
      match: { remote_addrs: [10.0.0/8] } => routes[0].match.remote_addrs[0]: 10.0.0/8 (expected: a network such as 10.0.0.0/8 or 2001:db8::/32)
      rewrite: { path: /x, add_prefix: /y } => routes[0].rewrite.path: /x (expected: either path, or strip_prefix and add_prefix)
      rewrite: { path: "/x/{id}" } => routes[0].rewrite.path: /x/{id}: unknown variable {id} (expected: host, path, query, method, scheme, client_ip, route, upstream, request_id, consumer, header.NAME, cookie.NAME, query.NAME or path.NAME)
      rewrite: { host: "a b" } => routes[0].rewrite.host: a b (expected: keep, upstream, or a host name)
      redirect: { location: / } => routes[0]: upstream and redirect (expected: exactly one of upstream, weighted_upstreams, redirect or direct_response)
      hash_on: { source: path } => routes[0].hash_on: given (expected: only with weighted_upstreams)
      timeout: { request: -1s } => routes[0].timeout.request: -1s (expected: a duration such as 250ms, 5s, 1h30m or 0)
      retry: { attempts: 11 } => routes[0].retry.attempts: 11 (expected: 0 to 10)
      retry: { on: [timeout] } => routes[0].retry.on[0]: timeout (expected: connect_failure, refused, reset, or a status from 400 to 599)
      retry: { on: [200] } => routes[0].retry.on[0]: 200 (expected: connect_failure, refused, reset, or a status from 400 to 599)
      retry: { true: [reset] } => routes[0].retry.true: unknown key (did you mean on? YAML 1.1 tools write on as true)
      retry: { budget_percent: 101 } => routes[0].retry.budget_percent: 101 (expected: 0 to 100)
      retry: { backoff: { base: 1s, max: 10ms } } => routes[0].retry.backoff.max: 10ms (expected: at least base, 1s)
      kind: critical => routes[0].kind: unknown key (expected: id, enabled, priority, class, labels, match, rewrite, upstream, weighted_upstreams, hash_on, redirect, direct_response, filters, timeout, retry, hedge, limits or degrade)
      """;

  /** Pieces inside a route that goes nowhere yet, on line 8. */
  private static final String TARGET =
      """
      enabled: true => routes[0]: missing (expected: exactly one of upstream, weighted_upstreams, redirect or direct_response)
      upstream: usres => routes[0].upstream: unknown upstream usres (expected: the id of an upstream; did you mean users?)
      upstream: orders => routes[0].upstream: unknown upstream orders (expected: the id of an upstream)
      weighted_upstreams: [ { upstream: user, weight: 1 } ] => routes[0].weighted_upstreams[0].upstream: unknown upstream user (expected: the id of an upstream; did you mean users?)
      weighted_upstreams: [ { upstream: users, weight: 0 } ] => routes[0].weighted_upstreams: weights sum to 0 (expected: > 0)
      weighted_upstreams: [ { upstream: users, weight: -1 } ] => routes[0].weighted_upstreams[0].weight: -1 (expected: 0 to 1000000)
      weighted_upstreams: [ { upstream: users } ] => routes[0].weighted_upstreams[0].weight: missing (expected: a whole number)
      weighted_upstreams: [] => routes[0].weighted_upstreams: 0 entries (expected: at least 1)
      weighted_upstreams: [ { upstream: users, weight: 1 } ], hash_on: { source: host } => routes[0].hash_on.source: host (expected: header, cookie, query, path, client_ip or consumer)
      weighted_upstreams: [ { upstream: users, weight: 1 } ], hash_on: { source: consumer, name: x } => routes[0].hash_on.name: x (expected: no name with this source)
      weighted_upstreams: [ { upstream: users, weight: 1 } ], hash_on: { source: consumer, fallback: { source: header } } => routes[0].hash_on.fallback.name: missing (expected: the name of the value to hash)
      weighted_upstreams: [ { upstream: users, weight: 1 } ], hash_on: { source: path, fallback: { source: client_ip } } => routes[0].hash_on.fallback: given (expected: none with this source, which every request has)
      weighted_upstreams: [ { upstream: users, weight: 1 } ], hash_on: { source: consumer, fallback: { source: path, fallback: {} } } => routes[0].hash_on.fallback.fallback: unknown key (expected: source or name)
      weighted_upstreams: [ { upstream: users, weight: 1 } ], hash_on: { source: header } => routes[0].hash_on.name: missing (expected: the name of the value to hash)
      weighted_upstreams: [ { upstream: users, weight: 1 } ], hash_on: { source: cookie, name: "a;b" } => routes[0].hash_on.name: a;b (expected: a token: letters, digits or any of ! # $ % & ' * + - . ^ _ ` | ~)
      weighted_upstreams: [ { upstream: users, weight: 1 } ], hash_on: { source: client_ip, name: x } => routes[0].hash_on.name: x (expected: no name with this source)
      redirect: { status: 200, location: / } => routes[0].redirect.status: 200 (expected: 301, 302, 303, 307 or 308)
      redirect: { status: 304, location: / } => routes[0].redirect.status: 304 (expected: 301, 302, 303, 307 or 308)
      redirect: { status: 301 } => routes[0].redirect.location: missing (expected: text)
      redirect: { location: "/a\\r\\nset-cookie: b" } => routes[0].redirect.location: /a\\r\\nset-cookie: b (expected: a URI reference in visible ASCII)
      redirect: { location: "/{nope}" } => routes[0].redirect.location: /{nope}: unknown variable {nope} (expected: host, path, query, method, scheme, client_ip, route, upstream, request_id, consumer, header.NAME, cookie.NAME, query.NAME or path.NAME)
      redirect: { location: / }, retry: {} => routes[0].retry: given (expected: only with upstream or weighted_upstreams)
      redirect: { location: / }, rewrite: { path: / } => routes[0].rewrite: given (expected: only with upstream or weighted_upstreams)
      direct_response: { status: 99 } => routes[0].direct_response.status: 99 (expected: 200 to 599)
      direct_response: { status: 101 } => routes[0].direct_response.status: 101 (expected: 200 to 599)
      direct_response: { status: 204, body: x } => routes[0].direct_response.body: given (expected: none with status 204)
      direct_response: { headers: { "a b": c } } => routes[0].direct_response.headers["a b"]: a b (expected: a token: letters, digits or any of ! # $ % & ' * + - . ^ _ ` | ~)
      direct_response: { headers: { a: "b\\r\\nc: d" } } => routes[0].direct_response.headers.a: b\\r\\nc: d (expected: one line of ASCII or Latin-1 text, without control characters)
      direct_response: { headers: { Content-Length: 5 } } => routes[0].direct_response.headers.Content-Length: Content-Length (expected: no field that frames the message)
      direct_response: { headers: { transfer-encoding: chunked } } => routes[0].direct_response.headers.transfer-encoding: transfer-encoding (expected: no field that frames the message)
      """;

  /** Pieces inside an upstream, on line 7. */
  private static final String UPSTREAM =
      """
      id: users, targets: [ { address: "a:1" } ] => upstreams[1].id: users (expected: a unique id; upstreams[0] has it)
      id: x => upstreams[1]: missing (expected: exactly one of targets or discovery)
      id: x, targets: [ { address: "a:1" } ], discovery: { type: consul, service: a } => upstreams[1]: targets and discovery (expected: exactly one of targets or discovery)
      id: x, targets: [] => upstreams[1].targets: 0 entries (expected: at least 1)
      targets: [ { address: "a:1" } ] => upstreams[1].id: missing (expected: text)
      id: x, targets: [ "a:1" ] => upstreams[1].targets[0]: a:1 (expected: a mapping, such as { address: "a:1" })
      id: x, targets: [ "a" ] => upstreams[1].targets[0]: a (expected: a mapping)
      id: x, targets: [ { address: "a:70000" } ] => upstreams[1].targets[0].address: a:70000 (expected: a port from 1 to 65535)
      id: x, targets: [ { address: "127.0.0.1" } ] => upstreams[1].targets[0].address: 127.0.0.1 (expected: host:port such as 127.0.0.1:9001 or [::1]:9001)
      id: x, targets: [ { address: "http://a:1" } ] => upstreams[1].targets[0].address: http://a:1 (expected: host:port such as 127.0.0.1:9001 or [::1]:9001)
      id: x, targets: [ { address: "a:0" } ] => upstreams[1].targets[0].address: a:0 (expected: a port from 1 to 65535)
      id: x, targets: [ { address: "10.1:80" } ] => upstreams[1].targets[0].address: 10.1:80 (expected: host:port such as 127.0.0.1:9001 or [::1]:9001)
      id: x, targets: [ { address: "::1:80" } ] => upstreams[1].targets[0].address: ::1:80 (expected: host:port such as 127.0.0.1:9001 or [::1]:9001)
      id: x, targets: [ { address: "a:1" }, { address: "b:1" }, { address: "A:1" } ] => upstreams[1].targets[2].address: A:1 (expected: each address once; upstreams[1].targets[0] has it)
      id: x, targets: [ { address: "a:1" } ], load_balancer: { policy: fastest } => upstreams[1].load_balancer.policy: fastest (expected: round_robin, least_request, peak_ewma, random, ring_hash, maglev, first or sticky)
      id: x, targets: [ { address: "a:1" } ], load_balancer: { policy: maglev, hash_balance_factor: 99 } => upstreams[1].load_balancer.hash_balance_factor: 99 (expected: 0 for no bound, or 100 to 10000)
      id: x, targets: [ { address: "a:1" } ], load_balancer: { policy: maglev, hash_balance_factor: 10001 } => upstreams[1].load_balancer.hash_balance_factor: 10001 (expected: 0 to 10000)
      id: x, targets: [ { address: "a:1" } ], load_balancer: { policy: random, hash_balance_factor: 125 } => upstreams[1].load_balancer.hash_balance_factor: 125 (expected: 0 with a policy that does not hash)
      id: x, targets: [ { address: "a:1", priority: 65536 } ] => upstreams[1].targets[0].priority: 65536 (expected: 0 to 65535)
      id: x, targets: [ { address: "a:1" } ], load_balancer: { hash_on: { source: path } } => upstreams[1].load_balancer.hash_on: given with policy round_robin (expected: only with a policy that hashes, such as ring_hash or maglev)
      id: x, targets: [ { address: "a:1" } ], load_balancer: { panic_threshold: 101 } => upstreams[1].load_balancer.panic_threshold: 101 (expected: 0 to 100)
      id: x, targets: [ { address: "a:1" } ], load_balancer: { slow_start: 5 } => upstreams[1].load_balancer.slow_start: 5 (expected: a duration such as 250ms, 5s, 1h30m or 0)
      id: x, targets: [ { address: "a:1" } ], health: {} => upstreams[1].health: unknown key (did you mean health_check?)
      id: x, targets: [ { address: "a:1" } ], tls: {} => upstreams[1].tls: unknown key (expected: id, targets, discovery, load_balancer, health_check, outlier_detection, limits, connection_pool or timeouts)
      id: x, targets: [ { address: "a:1" } ], health_check: { type: grpc } => upstreams[1].health_check.type: grpc (expected: http or tcp)
      id: x, targets: [ { address: "a:1" } ], health_check: { path: health } => upstreams[1].health_check.path: health (expected: a path that starts with /, in visible ASCII without # and backslash)
      id: x, targets: [ { address: "a:1" } ], health_check: { host: "a b" } => upstreams[1].health_check.host: a b (expected: a host name or address, with or without port)
      id: x, targets: [ { address: "a:1" } ], health_check: { method: POST } => upstreams[1].health_check.method: POST (expected: GET or HEAD)
      id: x, targets: [ { address: "a:1" } ], health_check: { port: 65536 } => upstreams[1].health_check.port: 65536 (expected: 0 to 65535)
      id: x, targets: [ { address: "a:1" } ], health_check: { interval: 99ms } => upstreams[1].health_check.interval: 99ms (expected: at least 100ms)
      id: x, targets: [ { address: "a:1" } ], health_check: { timeout: 9ms } => upstreams[1].health_check.timeout: 9ms (expected: at least 10ms)
      id: x, targets: [ { address: "a:1" } ], health_check: { healthy_threshold: 0 } => upstreams[1].health_check.healthy_threshold: 0 (expected: 1 to 1000)
      id: x, targets: [ { address: "a:1" } ], health_check: { unhealthy_threshold: 1001 } => upstreams[1].health_check.unhealthy_threshold: 1001 (expected: 1 to 1000)
      id: x, targets: [ { address: "a:1" } ], health_check: { expected_statuses: [] } => upstreams[1].health_check.expected_statuses: 0 entries (expected: at least 1)
      id: x, targets: [ { address: "a:1" } ], health_check: { expected_statuses: [200, 2xx] } => upstreams[1].health_check.expected_statuses[1]: 2xx (expected: a status from 100 to 599, or several such as 200-299)
      id: x, targets: [ { address: "a:1" } ], health_check: { expected_statuses: [600] } => upstreams[1].health_check.expected_statuses[0]: 600 (expected: a status from 100 to 599, or several such as 200-299)
      id: x, targets: [ { address: "a:1" } ], health_check: { expected_statuses: [299-200] } => upstreams[1].health_check.expected_statuses[0]: 299-200 (expected: 100 to 599, the lower one first)
      id: x, targets: [ { address: "a:1" } ], health_check: { type: tcp, path: /, method: GET } => upstreams[1].health_check.path: given (expected: only with type http)
      => upstreams[1].health_check.method: given (expected: only with type http)
      id: x, targets: [ { address: "a:1" } ], health_check: { type: tcp, host: a, expected_statuses: [200] } => upstreams[1].health_check.host: given (expected: only with type http)
      => upstreams[1].health_check.expected_statuses: given (expected: only with type http)
      id: x, targets: [ { address: "a:1" } ], outlier_detection: { consecutive_5xx: -1 } => upstreams[1].outlier_detection.consecutive_5xx: -1 (expected: at least 0)
      id: x, targets: [ { address: "a:1" } ], outlier_detection: { consecutive5xx: 1 } => upstreams[1].outlier_detection.consecutive5xx: unknown key (did you mean consecutive_5xx?)
      id: x, targets: [ { address: "a:1" } ], outlier_detection: { max_ejection_percent: 101 } => upstreams[1].outlier_detection.max_ejection_percent: 101 (expected: 0 to 100)
      id: x, targets: [ { address: "a:1" } ], outlier_detection: { base_ejection_time: 10m } => upstreams[1].outlier_detection.max_ejection_time: 5m (expected: at least base_ejection_time, 10m)
      id: x, targets: [ { address: "a:1" } ], outlier_detection: { success_rate_stdev_factor: -1.5 } => upstreams[1].outlier_detection.success_rate_stdev_factor: -1.5 (expected: at least 0)
      id: x, targets: [ { address: "a:1" } ], connection_pool: { max_connections: 0 } => upstreams[1].connection_pool.max_connections: 0 (expected: at least 1)
      id: x, targets: [ { address: "a:1" } ], timeouts: { connect: 0 } => upstreams[1].timeouts.connect: 0 (expected: at least 1ms)
      """;

  /** Pieces inside the discovery of an upstream, on line 7. */
  private static final String DISCOVERY =
      """
      service: a => upstreams[1].discovery.type: missing (expected: consul, dns or phone_book)
      type: phonebook => upstreams[1].discovery.type: phonebook (expected: consul, dns or phone_book; did you mean phone_book?)
      type: kubernetes => upstreams[1].discovery.type: kubernetes (expected: consul, dns or phone_book)
      type: static => upstreams[1].discovery.type: static (expected: targets in place of discovery)
      type: [consul] => upstreams[1].discovery.type: a list (expected: consul, dns or phone_book)
      type: => upstreams[1].discovery.type: null (expected: consul, dns or phone_book)
      type: consul => upstreams[1].discovery.service: missing (expected: text)
      type: consul, service: "" => upstreams[1].discovery.service: '' (expected: 1 to 255 characters, none of them control)
      type: consul, service: a, tag: b => upstreams[1].discovery.tag: unknown key (did you mean tags?)
      type: consul, service: a, name: b => upstreams[1].discovery.name: unknown key (expected: service, tags, passing_only, datacenter, use_consul_weights or token)
      type: consul, service: a, token: "b c" => upstreams[1].discovery.token: character 1 (expected: printable ASCII without spaces)
      type: dns => upstreams[1].discovery.name: missing (expected: text)
      type: dns, name: "a b", port: 1 => upstreams[1].discovery.name: a b (expected: a name in the DNS)
      type: dns, name: 127.0.0.1, port: 1 => upstreams[1].discovery.name: 127.0.0.1 (expected: a name, no address)
      type: dns, name: a => upstreams[1].discovery.port: missing (expected: 1 to 65535 with record a)
      type: dns, name: a, record: aaaa => upstreams[1].discovery.port: missing (expected: 1 to 65535 with record aaaa)
      type: dns, name: a, record: srv, port: 80 => upstreams[1].discovery.port: 80 (expected: none with record srv, which tells each server's port)
      type: dns, name: a, record: mx => upstreams[1].discovery.record: mx (expected: a, aaaa or srv)
      type: dns, name: a, port: 1, refresh: 99ms => upstreams[1].discovery.refresh: 99ms (expected: 0, or 1s to 24h)
      type: dns, name: a, port: 1, servers: ["10.0.0.2:53", "ns:53"] => upstreams[1].discovery.servers[1]: ns:53 (expected: an IP address and port)
      type: phone_book => upstreams[1].discovery.page: missing (expected: a whole number)
      type: phone_book, page: 0 => upstreams[1].discovery.page: 0 (expected: 1 to 999)
      type: phone_book, page: 13 => upstreams[1].discovery.page: 13 (expected: a page that is in the book)
      type: phone_book, page: 7, pge: 7 => upstreams[1].discovery.pge: unknown key (did you mean page?)
      """;

  /** Pieces inside a listener, on line 4. */
  private static final String LISTENER =
      """
      id: http, bind: "127.0.0.1:1" => listeners[1].id: http (expected: a unique id; listeners[0] has it)
      id: x, bind: "0.0.0.0:8080" => listeners[1].bind: 0.0.0.0:8080 (expected: an address of its own; listeners[0].bind has it)
      id: x, bind: "[::]:9901" => listeners[1].bind: [::]:9901 (expected: an address of its own; admin.bind has it)
      id: x, bind: "127.0.0.1:1", limits: { body: 1kb } => listeners[1].limits.body: 1kb (expected: a size such as 512, 64KiB, 8MiB or 1GiB)
      id: x, bind: "127.0.0.1:1", limits: { body: -1 } => listeners[1].limits.body: -1 (expected: a size such as 512, 64KiB, 8MiB or 1GiB)
      id: x, bind: "127.0.0.1:1", limits: { body: 99999999999GiB } => listeners[1].limits.body: 99999999999GiB (expected: less than 8589934592GiB)
      id: x, bind: "127.0.0.1:1", limits: { headers: 64MiB } => listeners[1].limits.headers: 64MiB (expected: 256 to 16MiB)
      id: x, bind: "127.0.0.1:1", limits: { header_count: 0 } => listeners[1].limits.header_count: 0 (expected: 1 to 10000)
      id: x, bind: "127.0.0.1:1", trusted_proxies: ["::ffff:10.0.0.0/7"] => listeners[1].trusted_proxies[0]: ::ffff:10.0.0.0/7 (expected: ::/7, no bits behind the prefix)
      id: x, bind: "127.0.0.1:1", tls: {} => listeners[1].tls: unknown key (expected: id, bind, trusted_proxies, limits, timeouts, merge_slashes or allow_encoded_slash)
      """;

  private static final String FRAME =
      """
      %s
      listeners:
        - { id: http, bind: "127.0.0.1:8080" }
        %s
      upstreams:
        - { id: users, targets: [ { address: "127.0.0.1:9001" } ] }
        %s
      %s
      """;

  static Stream<Arguments> cases() {
    List<Arguments> all = new ArrayList<>();
    add(all, TOP, "%s", 0, 1);
    add(all, LISTENER, "- { %s }", 1, 4);
    add(all, UPSTREAM, "- { %s }", 2, 7);
    add(all, DISCOVERY, "- { id: x, discovery: { %s } }", 2, 7);
    add(all, ROUTE, "routes: [ { id: r, upstream: users, %s } ]", 3, 8);
    add(all, TARGET, "routes: [ { id: r, %s } ]", 3, 8);
    return all.stream();
  }

  private static void add(List<Arguments> all, String cases, String piece, int position, int line) {
    String document = "";
    List<String> errors = new ArrayList<>();
    for (String row : cases.lines().toList()) {
      int arrow = row.indexOf("=> ");
      if (arrow > 0) {
        flush(all, document, errors);
        String[] pieces = {"", "", "", ""};
        String text = row.substring(0, arrow).strip();
        // A route's id is always given, so that a case about it has to replace it.
        String frame =
            text.startsWith("id:") && position == 3 ? piece.replace("id: r, ", "") : piece;
        pieces[position] = frame.formatted(text);
        document = FRAME.formatted((Object[]) pieces);
        errors = new ArrayList<>();
      }
      String error = row.substring(arrow + 3);
      int at = error.indexOf(")@");
      errors.add(
          at < 0
              ? error + " (line " + line + ")"
              : error.substring(0, at + 1) + " (line " + error.substring(at + 2) + ")");
    }
    flush(all, document, errors);
  }

  private static void flush(List<Arguments> all, String document, List<String> errors) {
    if (!errors.isEmpty()) {
      all.add(Arguments.of(document, String.join("\n", errors)));
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void namesThePlaceTheValueAndWhatWasExpected(String document, String errors) {
    assertThat(SampleDocuments.errors(document, Format.YAML)).isEqualTo(errors);
  }

  @Test
  void reportsEverythingInOneGoInTheOrderOfLines() {
    String document =
        """
        routes:
          - id: one
            upstream: nobody
            match: { methods: [get], path: { regex: "(" } }
          - { id: one, direct_response: { status: 999 }, prio: 1 }
        server:
          workers: many
        listeners:
          - bind: here
        """;

    assertThat(SampleDocuments.errors(document, Format.YAML))
        .isEqualTo(
            """
            routes[0].upstream: unknown upstream nobody (expected: the id of an upstream) (line 3)
            routes[0].match.path.regex: ( (expected: a regular expression in RE2 syntax; missing closing )) (line 4)
            routes[0].match.methods[0]: get (expected: a method in upper case, GET) (line 4)
            routes[1].prio: unknown key (did you mean priority?) (line 5)
            routes[1].direct_response.status: 999 (expected: 200 to 599) (line 5)
            routes[1].id: one (expected: a unique id; routes[0] has it) (line 5)
            server.workers: many (expected: a whole number) (line 7)
            listeners[0].id: missing (expected: text) (line 9)
            listeners[0].bind: here (expected: an address and port such as 0.0.0.0:8080 or [::]:8080) (line 9)""");
  }

  @Test
  void reportsTheSameForJson() {
    String document =
        """
        {
          "listeners": [
            {"id": "http", "bind": "127.0.0.1:8080", "id": "again"}
          ],
          "server": {"workers": "four"}
        }
        """;

    assertThat(SampleDocuments.errors(document, Format.JSON))
        .isEqualTo(
            """
            listeners[0].id: repeated key (expected: once; first on line 3) (line 3)
            server.workers: four (expected: a whole number) (line 5)""");
  }

  @Test
  void aConfigWithoutListenersSaysSo() {
    assertThat(SampleDocuments.errors("routes: []", Format.YAML))
        .isEqualTo("listeners: missing (expected: a list of at least 1) (line 1)");
    assertThat(SampleDocuments.errors("listeners: []", Format.YAML))
        .isEqualTo("listeners: 0 entries (expected: at least 1) (line 1)");
  }

  @Test
  void countsWhatIsMoreThanAnyoneReads() throws Exception {
    StringBuilder document = new StringBuilder(SampleDocuments.MINIMAL);
    for (int i = 0; i < 1234; i++) {
      document.append("key").append(i).append(": 1\n");
    }

    ConfigErrors errors = refusal(document.toString());

    assertThat(errors.count()).isEqualTo(1234);
    assertThat(errors.all()).hasSize(201);
    assertThat(errors.all().get(199).path()).isEqualTo("key199");
    assertThat(errors.all().get(200)).hasToString("1034 more errors are left out");
    assertThat(SampleDocuments.binder().located(errors, document.toString(), Format.YAML))
        .isEqualTo(errors);
  }

  @Test
  void leavesNothingOutOfFew() {
    assertThat(refusal("a: 1\nb: 2").all())
        .extracting(ConfigError::path)
        .containsExactly("a", "listeners", "b");
  }

  private static ConfigErrors refusal(String document) {
    return catchThrowableOfType(
            ConfigException.class, () -> SampleDocuments.loader().parse(document, Format.YAML))
        .errors();
  }
}
