package io.sluice.admin.edit;

import io.sluice.admin.edit.PatchTarget.NoSuchPlace;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs a JSON Patch: all operations in their order, or none. */
final class PatchRun {

  /**
   * Characters, more or less, that a patch may add or move: a few copies can double a value each.
   */
  private static final long MOST_ADDED = 16L << 20;

  private static final int MOST_LEVELS = 64;

  private final PatchTarget target;
  private long added;

  private PatchRun(PatchTarget target) {
    this.target = target;
  }

  /**
   * @throws EditException pointing to the operation that fails; the target is of no more use then
   */
  static void run(List<PatchOp> ops, PatchTarget target) throws EditException {
    PatchRun run = new PatchRun(target);
    for (int i = 0; i < ops.size(); i++) {
      try {
        run.apply(ops.get(i));
      } catch (NoSuchPlace e) {
        throw new EditException("/" + i, String.valueOf(e.getMessage()));
      }
    }
  }

  private void apply(PatchOp op) throws NoSuchPlace {
    switch (op.kind()) {
      case ADD -> target.add(op.path(), counted(op.said()));
      case REPLACE -> target.replace(op.path(), counted(op.said()));
      case REMOVE -> target.remove(op.path());
      case COPY -> target.add(op.path(), counted(target.value(op.source())));
      case TEST -> test(op);
      case MOVE -> move(op.source(), op.path());
    }
  }

  private void move(List<String> from, List<String> to) throws NoSuchPlace {
    JsonValue value = target.value(from);
    if (from.equals(to)) {
      return;
    }
    if (to.size() > from.size() && to.subList(0, from.size()).equals(from)) {
      throw new NoSuchPlace("path: inside of from (expected: a place that stays)");
    }
    target.remove(from);
    target.add(to, counted(value)); // it is made anew there
  }

  private void test(PatchOp op) throws NoSuchPlace {
    if (!target.value(op.path()).equals(op.said())) {
      throw new NoSuchPlace("the test fails: another value is there");
    }
  }

  private JsonValue counted(JsonValue value) throws NoSuchPlace {
    count(value, 1);
    return value;
  }

  private void count(@Nullable JsonValue value, int depth) throws NoSuchPlace {
    if (depth > MOST_LEVELS) {
      throw new NoSuchPlace("nested too deeply (expected: at most " + MOST_LEVELS + " levels)");
    }
    added += value instanceof JsonString string ? string.getString().length() + 2L : 4;
    if (added > MOST_ADDED) {
      throw new NoSuchPlace("the patch adds and moves too much (expected: at most 16 MiB)");
    }
    if (value != null && value.getValueType() == JsonValue.ValueType.ARRAY) {
      for (JsonValue item : value.asJsonArray()) {
        count(item, depth + 1);
      }
    } else if (value != null && value.getValueType() == JsonValue.ValueType.OBJECT) {
      for (JsonValue item : value.asJsonObject().values()) {
        count(item, depth + 1);
      }
    }
  }
}
