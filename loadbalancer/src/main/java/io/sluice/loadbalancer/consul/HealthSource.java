package io.sluice.loadbalancer.consul;

/** Asks for the health of services. An interface so that rules are tested without a network. */
interface HealthSource extends AutoCloseable {

  /**
   * A question not yet asked.
   *
   * @param index 0 to be answered at once; else what is newer than it is waited for
   * @param waitMillis how long at most, when the index is not 0
   * @param doubtEmpty whether an empty list may come from a token that may not read the service: a
   *     second question finds out
   */
  Question question(ServiceQuery query, long index, long waitMillis, boolean doubtEmpty);

  /** Fails whatever is being asked. */
  @Override
  void close();

  /** One question; asked once at most. */
  interface Question {

    /** Blocks until it is answered, has failed or is aborted. */
    Answer ask() throws ConsulFailure;

    /** Makes {@link #ask} fail soon, whether it has begun or not; from any thread. */
    void abort();
  }

  /**
   * What Consul said.
   *
   * @param index what to ask with next; at least 1
   */
  record Answer(long index, HealthList list) {}
}
