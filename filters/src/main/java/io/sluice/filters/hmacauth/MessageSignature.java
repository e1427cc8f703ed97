package io.sluice.filters.hmacauth;

import java.util.ArrayList;
import java.util.List;
import org.greenbytes.http.sfv.InnerList;
import org.greenbytes.http.sfv.IntegerItem;
import org.greenbytes.http.sfv.Item;
import org.greenbytes.http.sfv.Parameters;
import org.greenbytes.http.sfv.StringItem;
import org.jspecify.annotations.Nullable;

/**
 * One signature of a request, as {@code Signature-Input} describes it (RFC 9421 2.3).
 *
 * @param components what it covers
 * @param parameters the whole description as it is signed
 * @param created seconds since 1970; null when it does not say
 * @param expires seconds since 1970; null when it does not say
 * @param nonce what makes it the only one; null when there is none
 */
record MessageSignature(
    List<Component> components,
    String parameters,
    @Nullable Long created,
    @Nullable Long expires,
    @Nullable String nonce,
    @Nullable String algorithm) {
  static final int MOST_COMPONENTS = 32;

  /** Of a nonce; who signs makes it, the gateway keeps it. */
  static final int LONGEST_NONCE = 256;

  static MessageSignature of(InnerList described) throws Refusal {
    List<Item<?>> items = described.get();
    if (items.size() > MOST_COMPONENTS) {
      throw Refusal.malformed(
          "Signature-Input: "
              + items.size()
              + " components (expected: at most "
              + MOST_COMPONENTS
              + ").");
    }
    List<Component> components = new ArrayList<>(items.size());
    for (Item<?> item : items) {
      Component component = Component.of(item);
      for (Component before : components) {
        if (before.isSame(component)) {
          throw Refusal.malformed(
              "Component " + Refusal.quote(component.name()) + ": comes twice (expected: once).");
        }
      }
      components.add(component);
    }
    Parameters given = described.getParams();
    String nonce = text(given, "nonce");
    if (nonce != null && (nonce.isEmpty() || nonce.length() > LONGEST_NONCE)) {
      throw Refusal.malformed(
          "nonce: " + nonce.length() + " characters (expected: 1 to " + LONGEST_NONCE + ").");
    }
    return new MessageSignature(
        components,
        described.serialize(),
        time(given, "created"),
        time(given, "expires"),
        nonce,
        text(given, "alg"));
  }

  /** A parameter that is a string; null when it is not there. */
  static @Nullable String text(Parameters given, String name) throws Refusal {
    Item<?> item = given.get(name);
    if (item == null) {
      return null;
    }
    if (item instanceof StringItem text) {
      return text.get();
    }
    throw Refusal.malformed(name + ": no string (expected: text in quotes).");
  }

  private static @Nullable Long time(Parameters given, String name) throws Refusal {
    Item<?> item = given.get(name);
    if (item == null) {
      return null;
    }
    if (item instanceof IntegerItem seconds && seconds.get() >= 0) {
      return seconds.get();
    }
    throw Refusal.malformed(name + ": no time (expected: seconds since 1970).");
  }
}
