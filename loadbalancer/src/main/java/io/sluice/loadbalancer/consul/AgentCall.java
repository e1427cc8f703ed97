package io.sluice.loadbalancer.consul;

import org.apache.http.Header;
import org.apache.http.HttpResponse;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.client.methods.HttpRequestBase;
import org.jspecify.annotations.Nullable;

/** The requests of one question, one after the other; aborted together. */
final class AgentCall {
  private static final int CONNECT_MILLIS = 2000;

  private final String token;
  private final int readMillis;

  /** Guarded by this. */
  private @Nullable HttpRequestBase sent;

  /** Guarded by this. */
  private boolean aborted;

  /** Touched by the asking thread only. */
  private boolean filtered;

  AgentCall(String token, int readMillis) {
    this.token = token;
    this.readMillis = readMillis;
  }

  /** Readies a request; one that is aborted already will fail before it is sent. */
  void sends(HttpRequestBase request) {
    request.setConfig(
        RequestConfig.custom()
            .setConnectTimeout(CONNECT_MILLIS)
            .setConnectionRequestTimeout(CONNECT_MILLIS)
            .setSocketTimeout(readMillis)
            .build());
    if (!token.isEmpty()) {
      request.setHeader("X-Consul-Token", token);
    }
    synchronized (this) {
      sent = request;
      if (aborted) {
        request.abort();
      }
    }
  }

  void received(HttpResponse response) {
    Header header = response.getFirstHeader("X-Consul-Results-Filtered-By-ACLs");
    filtered = header != null && "true".equals(header.getValue());
  }

  /** Whether the agent (1.11 or newer) said that the token hid something from the last answer. */
  boolean filtered() {
    return filtered;
  }

  /** Ends it, whatever it is waiting for. */
  synchronized void abort() {
    aborted = true;
    if (sent != null) {
      sent.abort();
    }
  }
}
