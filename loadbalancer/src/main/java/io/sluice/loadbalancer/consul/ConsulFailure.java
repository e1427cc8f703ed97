package io.sluice.loadbalancer.consul;

/** Consul gave no list. The message is one line, says what was asked, and holds no token. */
final class ConsulFailure extends Exception {
  private static final long serialVersionUID = 1;

  /** What kind of trouble it is. */
  enum Kind {
    /** No connection, or it broke: every service is concerned. */
    UNREACHABLE,
    /** No answer in time. */
    SLOW,
    /** The servers have no leader, or the agent finds no server. */
    NO_LEADER,
    DENIED,
    NO_DATACENTER,
    /** Something else listens there. */
    NOT_CONSUL,
    /** Any other error. */
    OTHER;

    /** Whether Consul as a whole is in trouble, rather than this question wrong. */
    boolean outage() {
      return this == UNREACHABLE || this == SLOW || this == NO_LEADER;
    }
  }

  final Kind kind;
  final String message;

  ConsulFailure(Kind kind, String message) {
    super(message, null, false, false);
    this.kind = kind;
    this.message = message;
  }
}
