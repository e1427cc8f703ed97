package io.sluice.gateway.event;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** Work of one worker that no connection stands for: a gateway that ends waits for that too. */
public final class Background {
  private final Set<Task> tasks = Collections.newSetFromMap(new IdentityHashMap<>()); // on the loop
  private volatile int count; // written on the loop

  /** A piece of work. Ends itself by {@link #ended}. */
  public interface Task {

    /** The loop is about to end, and the work with it. */
    void terminate();
  }

  Background() {}

  /** It runs from now on. */
  public void began(Task task) {
    tasks.add(task);
    count = tasks.size();
  }

  /** It does not run any more; harmless when it never did. */
  public void ended(Task task) {
    tasks.remove(task);
    count = tasks.size();
  }

  /** How many run; any thread. */
  int count() {
    return count;
  }

  void terminate() {
    List<Task> left = new ArrayList<>(tasks);
    left.forEach(Task::terminate);
  }
}
