package io.sluice.admin.edit;

import io.sluice.admin.edit.PatchTarget.NoSuchPlace;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs a JSON Patch: all operations in their order, or none. */
final class PatchRun {

  /**
   * Characters, more or less, that a patch may add or move: a few copies can double a value each.
   */
  private static final long MOST_ADDED = 16L << 20;

  private static final int MOST_LEVELS = 64;

  /** Names that lead to a thing of a list of the whole document. */
  private static final int IN_A_THING = 2;

  private final PatchTarget target;
  private final List<PatchStep> steps = new ArrayList<>();
  private long added;

  private PatchRun(PatchTarget target) {
    this.target = target;
  }

  /**
   * @return what has been done, in order
   * @throws EditException pointing to the operation that fails; the target is of no more use then
   */
  static List<PatchStep> run(List<PatchOp> ops, PatchTarget target) throws EditException {
    PatchRun run = new PatchRun(target);
    for (int i = 0; i < ops.size(); i++) {
      try {
        run.apply(i, ops.get(i));
      } catch (NoSuchPlace e) {
        throw new EditException("/" + i, String.valueOf(e.getMessage()));
      }
    }
    return run.steps;
  }

  private void apply(int index, PatchOp op) throws NoSuchPlace {
    switch (op.kind()) {
      case ADD -> add(index, op, null, counted(op.said()));
      case COPY -> add(index, op, null, counted(target.value(op.source())));
      case REPLACE -> {
        target.replace(op.path(), counted(op.said()));
        steps.add(new PatchStep(index, true, null, false, op.path(), false));
      }
      case REMOVE -> {
        boolean leaves = items(op.path()) >= 0;
        target.remove(op.path());
        steps.add(new PatchStep(index, false, op.path(), leaves, null, false));
      }
      case TEST -> test(op);
      case MOVE -> move(index, op, op.source(), op.path());
    }
  }

  private void move(int index, PatchOp op, List<String> from, List<String> to) throws NoSuchPlace {
    JsonValue value = target.value(from);
    if (from.equals(to)) {
      return;
    }
    if (to.size() > from.size() && to.subList(0, from.size()).equals(from)) {
      throw new NoSuchPlace("path: inside of from (expected: a place that stays)");
    }
    add(index, op, from, counted(value)); // it is made anew there
  }

  /**
   * @param from what goes away first; null = nothing
   */
  private void add(int index, PatchOp op, @Nullable List<String> from, JsonValue value)
      throws NoSuchPlace {
    boolean leaves = from != null && items(from) >= 0;
    if (from != null) {
      target.remove(from);
    }
    int items = items(op.path());
    if (op.path().size() > IN_A_THING) { // lists there are copied as a whole
      added += Math.max(0, items);
    }
    List<String> to = new ArrayList<>(op.path());
    if (items >= 0 && to.get(to.size() - 1).equals("-")) {
      to.set(to.size() - 1, Integer.toString(items));
    }
    target.add(op.path(), value);
    steps.add(new PatchStep(index, op.kind() == PatchOp.Kind.ADD, from, leaves, to, items >= 0));
  }

  /** How many items the list has that a place is in; -1 when it is in none. */
  private int items(List<String> path) {
    try {
      return path.isEmpty() ? -1 : target.items(path.subList(0, path.size() - 1));
    } catch (NoSuchPlace e) {
      return -1; // whoever goes there is told
    }
  }

  private void test(PatchOp op) throws NoSuchPlace {
    JsonValue there = target.value(op.path());
    if (!there.equals(op.said()) && !Json.shown(there).equals(op.said())) {
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
