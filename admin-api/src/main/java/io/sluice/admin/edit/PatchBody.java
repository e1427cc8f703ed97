package io.sluice.admin.edit;

import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A body that says how something changes. */
public final class PatchBody {
  private final JsonValue body;
  private final @Nullable List<PatchOp> ops;

  private PatchBody(JsonValue body, @Nullable List<PatchOp> ops) {
    this.body = body;
    this.ops = ops;
  }

  /** A merge patch (RFC 7396). */
  public static PatchBody merge(String text) {
    return new PatchBody(Json.value(text), null);
  }

  /**
   * A JSON Patch (RFC 6902).
   *
   * @throws EditException pointing to what is no operation
   */
  public static PatchBody operations(String text) throws EditException {
    JsonValue body = Json.value(text);
    return new PatchBody(body, PatchOp.all(body));
  }

  boolean isMerge() {
    return ops == null;
  }

  JsonValue body() {
    return body;
  }

  List<PatchOp> ops() {
    return ops == null ? List.of() : ops;
  }

  /**
   * Where in this body the reason stands for what is at a place of the result; null when it says
   * nothing of it.
   *
   * @param place in what was patched
   */
  public @Nullable String blames(String place) {
    return ops == null ? merges(place) : operation(place, ops);
  }

  private @Nullable String merges(String place) {
    List<String> parts = Pointers.parts(place);
    JsonValue at = body;
    for (String part : parts == null ? List.<String>of() : parts) {
      if (at.getValueType() == JsonValue.ValueType.OBJECT) {
        JsonValue next = at.asJsonObject().get(part);
        if (next == null) {
          return null;
        }
        at = next;
      }
    }
    return place;
  }

  /** The last that has touched the place, for it has the last word. */
  private static @Nullable String operation(String place, List<PatchOp> ops) {
    List<String> parts = Pointers.parts(place);
    if (parts == null) {
      return null;
    }
    for (int i = ops.size() - 1; i >= 0; i--) {
      PatchOp op = ops.get(i);
      boolean sets = op.kind() == PatchOp.Kind.ADD || op.kind() == PatchOp.Kind.REPLACE;
      List<String> path = new ArrayList<>(op.path());
      int common = 0;
      while (common < path.size() && common < parts.size() && same(path, parts, common)) {
        common++;
      }
      if (common == path.size() && op.kind() != PatchOp.Kind.TEST) {
        return "/" + i + (sets ? "/value" + Pointers.behind(parts, common) : "");
      }
      if (common == parts.size() && op.kind() != PatchOp.Kind.TEST) {
        return "/" + i; // something inside of it
      }
    }
    return null;
  }

  /** A dash is behind the last, wherever that was. */
  private static boolean same(List<String> path, List<String> parts, int at) {
    return path.get(at).equals(parts.get(at)) || path.get(at).equals("-");
  }
}
