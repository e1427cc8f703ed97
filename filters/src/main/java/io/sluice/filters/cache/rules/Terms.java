package io.sluice.filters.cache.rules;

/**
 * On which terms a response may be used, as it has said itself. Immutable.
 *
 * @param noCache never before the origin has said that it still holds
 * @param mustRevalidate never stale, for whatever reason
 * @param shared its lifetime is that of s-maxage, so that no client may take it stale (RFC 9111
 *     5.2.2.10); who says stale-while-revalidate or stale-if-error beside it means it, and so does
 *     a route
 * @param forAuthorized those may get it too who have shown who they are (3.5)
 * @param staleWhileRevalidate for how many seconds it may be used stale while the origin is asked;
 *     negative = it does not say
 * @param staleIfError the same where the origin fails
 */
public record Terms(
    boolean noCache,
    boolean mustRevalidate,
    boolean shared,
    boolean forAuthorized,
    long staleWhileRevalidate,
    long staleIfError) {}
