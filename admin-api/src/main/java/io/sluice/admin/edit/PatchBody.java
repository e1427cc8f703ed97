package io.sluice.admin.edit;

import jakarta.json.JsonValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A body that says how something changes; of one call, for it knows how it has gone. */
public final class PatchBody {
  private final JsonValue body;
  private final @Nullable List<PatchOp> ops;

  /** Of the last run; it is written on the control thread. */
  private volatile List<PatchStep> steps = List.of();

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

  /** Runs its operations. */
  void run(PatchTarget target) throws EditException {
    steps = PatchRun.run(ops(), target);
  }

  /**
   * Where in this body the reason stands for what is at a place of the result; null when it says
   * nothing of it.
   *
   * @param place in what came of it last
   */
  public @Nullable String blames(String place) {
    if (ops == null) {
      return merges(place);
    }
    List<String> parts = Pointers.parts(place);
    return parts == null ? null : PatchStep.blamed(steps, parts);
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
}
