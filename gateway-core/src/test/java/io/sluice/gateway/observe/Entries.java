package io.sluice.gateway.observe;

import java.util.Set;

/** Access log entries for tests. */
final class Entries {
  private Entries() {}

  /** 2026-01-31T23:59:58.007Z. */
  static final long TIME = 1_769_903_998_007L;

  /** An entry in which everything is known. */
  static AccessEntry full() {
    return full("/a", "x=1", "curl/8");
  }

  static AccessEntry full(String path, String query, String userAgent) {
    return new AccessEntry(
        TIME,
        "r-1",
        "192.0.2.7",
        "GET",
        "https",
        "api.example.com",
        path,
        query,
        Set.of("k"),
        Set.of("k"),
        "HTTP/1.1",
        200,
        0,
        4_321,
        1_234_567,
        "users_v1",
        "10.0.0.1:80",
        1_000_000,
        2,
        "users",
        "retried",
        "alice",
        userAgent,
        "https://example.com/",
        "miss",
        "10.0.0.2:80 upstream_reset 1.5ms; 10.0.0.1:80 200");
  }

  /** An entry of a request that matched no route and told little of itself. */
  static AccessEntry path(String path) {
    return new AccessEntry(
        TIME,
        "r-2",
        "::1",
        "GET",
        "http",
        "",
        path,
        null,
        Set.of(),
        Set.of(),
        "HTTP/1.0",
        404,
        0,
        0,
        5_000,
        null,
        null,
        -1,
        0,
        null,
        null,
        null,
        null,
        null,
        null,
        null);
  }
}
