package io.sluice.filters.hmacauth;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a signature must cover and say, and when it counts. Immutable; any thread. */
final class Requirements {
  private final List<Component> components;
  private final boolean nonce;
  private final long maxAge; // seconds
  private final long skew; // seconds
  private final String acceptSignature;
  private final String acceptSignatureWithBody;

  /**
   * Demands all of that.
   *
   * @param components to be covered; {@code content-digest} where there is a body
   * @param maxAge seconds after which a signature counts no longer
   * @param skew seconds that the clock of who signs may be ahead
   * @param tag to be asked for; null: none
   */
  Requirements(
      List<Component> components, boolean nonce, long maxAge, long skew, @Nullable String tag) {
    this.components = List.copyOf(components);
    this.nonce = nonce;
    this.maxAge = maxAge;
    this.skew = skew;
    this.acceptSignature = acceptSignature(false, tag);
    this.acceptSignatureWithBody = acceptSignature(true, tag);
  }

  /** What {@code Accept-Signature} tells who has not signed, or not so (RFC 9421 5.1). */
  private String acceptSignature(boolean withBody, @Nullable String tag) {
    StringBuilder wanted = new StringBuilder("sig=(");
    for (Component component : components) {
      if (withBody || !isOfBody(component)) {
        wanted.append(wanted.charAt(wanted.length() - 1) == '(' ? "" : " ");
        wanted.append(component.identifier());
      }
    }
    wanted.append(");created;keyid");
    if (tag != null) {
      wanted.append(";tag=\"");
      wanted.append(tag.replace("\\", "\\\\").replace("\"", "\\\"")).append('"');
    }
    return wanted.toString();
  }

  String acceptSignature(boolean withBody) {
    return withBody ? acceptSignatureWithBody : acceptSignature;
  }

  /** Seconds for which a signature may count: the last of them counts to its end. */
  long window() {
    return maxAge + skew + 1;
  }

  private static boolean isOfBody(Component component) {
    return component.name().equals(ContentDigest.FIELD);
  }

  void check(MessageSignature signature, boolean hasBody, long now) throws Refusal {
    for (int i = 0; i < components.size(); i++) {
      Component required = components.get(i);
      if ((hasBody || !isOfBody(required)) && !covers(signature.components(), required)) {
        throw Refusal.insufficient("Component " + required.identifier() + ": not signed.");
      }
    }
    if (nonce && signature.nonce() == null) {
      throw Refusal.insufficient("nonce: missing (expected: one of its own for each request).");
    }
    checkTime(signature, now);
  }

  private static boolean covers(List<Component> signed, Component required) {
    for (int i = 0; i < signed.size(); i++) {
      if (signed.get(i).covers(required)) {
        return true;
      }
    }
    return false;
  }

  void checkTime(MessageSignature signature, long now) throws Refusal {
    Long created = signature.created();
    if (created == null) {
      throw Refusal.insufficient("created: missing (expected: seconds since 1970).");
    }
    if (created > now + skew) {
      throw Refusal.expired("created: more than " + skew + " s in the future.");
    }
    if (created < now - maxAge) {
      throw Refusal.expired("created: more than " + maxAge + " s ago.");
    }
    Long expires = signature.expires();
    if (expires != null && expires < now) {
      throw Refusal.expired("expires: it has.");
    }
  }
}
