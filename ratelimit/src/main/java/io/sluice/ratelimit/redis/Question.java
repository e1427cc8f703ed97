package io.sluice.ratelimit.redis;

/** What a script is to decide, and who waits for it. Its fields that change are the line's. */
final class Question {
  private final Script script;
  private final String key;
  private final String[] arguments;
  private final Reply reply;
  private long deadline;

  /** Over: answered or given up; what comes later is nothing to anybody. */
  private boolean over;

  /** Whether the script's text was sent with it. */
  private boolean inFull;

  Question(Script script, String key, String[] arguments, Reply reply) {
    this.script = script;
    this.key = key;
    this.arguments = arguments;
    this.reply = reply;
  }

  /** Takes the answer, once. Must not block, and not throw. */
  interface Reply {
    /** It is decided: what the script returned. */
    void answered(long[] words);

    void failed();
  }

  Script script() {
    return script;
  }

  String key() {
    return key;
  }

  String[] arguments() {
    return arguments;
  }

  Reply reply() {
    return reply;
  }

  void giveUpAt(long nanoTime) {
    deadline = nanoTime;
  }

  /** By the JVM's nanosecond clock. */
  long deadline() {
    return deadline;
  }

  boolean isOver() {
    return over;
  }

  /** True for the first call only. */
  boolean end() {
    boolean first = !over;
    over = true;
    return first;
  }

  /** True for the first call only. */
  boolean expand() {
    boolean first = !inFull;
    inFull = true;
    return first;
  }
}
