package io.sluice.filters.hmacauth;

import io.netty.handler.codec.http.HttpHeaders;
import io.sluice.filters.auth.FieldLines;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.greenbytes.http.sfv.Dictionary;
import org.greenbytes.http.sfv.ListElement;
import org.greenbytes.http.sfv.ParseException;
import org.greenbytes.http.sfv.Parser;
import org.jspecify.annotations.Nullable;

/**
 * The text that is signed (RFC 9421 2.5): a line for each component with its value, and one for the
 * signature's parameters. Immutable; any thread.
 */
final class SignatureBase {
  /** Several forms of one field may be signed at once: that must not multiply it at will. */
  static final int LONGEST = 64 << 10;

  /** Of a field that is read as a structured one, before it is known who has sent it. */
  static final int LONGEST_STRUCTURED = 8 << 10;

  private final Map<String, FieldType> types;

  /**
   * @param types of the fields that may be signed with {@code sf}, by their names
   */
  SignatureBase(Map<String, FieldType> types) {
    this.types = types;
  }

  /** What {@code signature} must be a signature of. */
  byte[] of(MessageSignature signature, Message message) throws Refusal {
    StringBuilder base = new StringBuilder(512);
    for (Component component : signature.components()) {
      base.append(component.identifier()).append(": ");
      base.append(value(component, message)).append('\n');
      if (base.length() > LONGEST) {
        throw Refusal.malformed(
            "Signature base: longer than " + LONGEST + " characters (expected: fewer components).");
      }
    }
    base.append("\"@signature-params\": ").append(signature.parameters());
    for (int i = 0; i < base.length(); i++) {
      if (base.charAt(i) >= 0x80) {
        throw Refusal.malformed("A component is not ASCII (expected: signed with bs).");
      }
    }
    return base.toString().getBytes(StandardCharsets.US_ASCII);
  }

  String value(Component component, Message message) throws Refusal {
    String target = message.target();
    return switch (component.name()) {
      case Component.METHOD -> message.method();
      case Component.AUTHORITY -> authority(message);
      case Component.SCHEME -> message.scheme();
      case Component.TARGET_URI ->
          message.scheme() + "://" + authority(message) + (target.equals("*") ? "" : target);
      case Component.REQUEST_TARGET -> target;
      case Component.PATH -> path(target);
      case Component.QUERY -> '?' + nullToEmpty(query(target));
      case Component.QUERY_PARAM ->
          QueryParameter.value(message, query(target), nullToEmpty(component.parameter()));
      default -> field(component, message);
    };
  }

  private static String nullToEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  /** In lower case, without the scheme's own port (RFC 9110 4.2.3). */
  private static String authority(Message message) {
    String authority = message.authority().toLowerCase(Locale.ROOT);
    String port = message.scheme().equals("https") ? ":443" : ":80";
    return authority.endsWith(port)
        ? authority.substring(0, authority.length() - port.length())
        : authority;
  }

  private static String path(String target) {
    if (target.equals("*")) {
      return "/";
    }
    int mark = target.indexOf('?');
    return mark < 0 ? target : target.substring(0, mark);
  }

  private static @Nullable String query(String target) {
    int mark = target.indexOf('?');
    return mark < 0 ? null : target.substring(mark + 1);
  }

  private String field(Component component, Message message) throws Refusal {
    String name = component.name();
    String key = component.key();
    if (key != null) {
      ListElement<?> member = dictionary(component, message).get(key);
      if (member == null) {
        throw Refusal.invalid(
            "Component " + Refusal.quote(component.identifier()) + ": no such member.");
      }
      return member.serialize();
    }
    List<String> lines = lines(name, message.fields());
    if (component.binary()) {
      return binary(lines);
    }
    if (!component.strict()) {
      return joined(lines);
    }
    FieldType type = type(name);
    try {
      return type.canonical(structured(component, lines));
    } catch (ParseException e) {
      throw unreadable(component);
    }
  }

  private static List<String> lines(String name, HttpHeaders fields) throws Refusal {
    List<String> lines = fields.getAll(name);
    if (lines.isEmpty()) {
      throw Refusal.invalid(
          "Component " + Refusal.quote(name) + ": signed, but not in the request.");
    }
    return lines;
  }

  /** Read once for all its members that are signed: reading is what costs. */
  private static Map<String, ListElement<?>> dictionary(Component component, Message message)
      throws Refusal {
    Map<String, ListElement<?>> known = message.dictionaries().get(component.name());
    if (known != null) {
      return known;
    }
    String value = structured(component, lines(component.name(), message.fields()));
    try {
      Dictionary parsed = Parser.parseDictionary(value);
      Map<String, ListElement<?>> members = parsed.get();
      message.dictionaries().put(component.name(), members);
      return members;
    } catch (ParseException e) {
      throw unreadable(component);
    }
  }

  /** The value of a field that is to be read, by whoever has sent it. */
  private static String structured(Component component, List<String> lines) throws Refusal {
    String value = joined(lines);
    if (value.length() > LONGEST_STRUCTURED) {
      throw Refusal.malformed(
          "Component "
              + Refusal.quote(component.identifier())
              + ": "
              + value.length()
              + " characters (expected: at most "
              + LONGEST_STRUCTURED
              + " of a field with sf or key).");
    }
    return value;
  }

  private static Refusal unreadable(Component component) {
    return Refusal.malformed(
        "Component " + Refusal.quote(component.identifier()) + ": no such structured field.");
  }

  private FieldType type(String name) throws Refusal {
    FieldType type = types.get(name);
    if (type == null) {
      throw Refusal.malformed(
          "Component "
              + Refusal.quote(name)
              + ": sf, of a type that is not known (expected: one of structured_fields).");
    }
    return type;
  }

  /** Several lines of a field are one value (RFC 9421 2.1), also those of cookies. */
  static String joined(List<String> lines) {
    return FieldLines.joined(lines, ", ");
  }

  private static String binary(List<String> lines) {
    StringBuilder whole = new StringBuilder();
    for (String line : lines) {
      byte[] bytes = line.strip().getBytes(StandardCharsets.ISO_8859_1);
      whole.append(whole.isEmpty() ? ":" : ", :");
      whole.append(Base64.getEncoder().encodeToString(bytes)).append(':');
    }
    return whole.toString();
  }
}
