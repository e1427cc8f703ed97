package io.sluice.loadbalancer.consul;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;
import org.apache.http.HttpEntity;
import org.apache.http.HttpHost;
import org.apache.http.HttpRequest;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.HttpRequestBase;
import org.apache.http.entity.HttpEntityWrapper;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.protocol.HttpContext;

/**
 * Stands between consul-api and its HTTP client and does what consul-api cannot: a request that can
 * be aborted, a timeout for each, the token as a header that consul-api does not see (it logs those
 * that it sees), and an answer of bounded size that comes in bounded time.
 *
 * <p>What breaks a bound is aborted: closed alone, the client would read it to its end first, and
 * it may have none.
 */
final class AgentHttp extends CloseableHttpClient {
  /** About 20,000 instances; whatever is longer was not sent by Consul for one service. */
  static final int MOST_BYTES = 32 * 1024 * 1024;

  private final CloseableHttpClient client;
  private final int bodyMillis;

  /** What the calling thread is asking: consul-api hands no context through. */
  @SuppressWarnings("ThreadLocalUsage") // nothing mutable is static; removed after each question
  private final ThreadLocal<AgentCall> current = new ThreadLocal<>();

  /**
   * @param bodyMillis how long an answer's body may take, from its head to its end
   */
  AgentHttp(CloseableHttpClient client, int bodyMillis) {
    this.client = client;
    this.bodyMillis = bodyMillis;
  }

  /** All that the calling thread sends from now on belongs to this call. */
  void begin(AgentCall call) {
    current.set(call);
  }

  void end() {
    current.remove();
  }

  @Override
  protected CloseableHttpResponse doExecute(
      HttpHost target, HttpRequest request, HttpContext context) throws IOException {
    AgentCall call = current.get();
    if (call == null || !(request instanceof HttpRequestBase sent)) {
      throw new IllegalStateException("a request outside of a call");
    }
    call.sends(sent);
    CloseableHttpResponse response = client.execute(target, request, context);
    call.received(response);
    HttpEntity entity = response.getEntity();
    if (entity != null) {
      if (entity.getContentLength() > MOST_BYTES) { // so much memory would be taken beforehand
        call.abort();
        throw new OversizedException();
      }
      response.setEntity(new BoundedEntity(entity, call));
    }
    return response;
  }

  @Override
  public void close() throws IOException {
    client.close();
  }

  @Override
  @Deprecated
  public org.apache.http.params.HttpParams getParams() {
    throw new UnsupportedOperationException();
  }

  @Override
  @Deprecated
  public org.apache.http.conn.ClientConnectionManager getConnectionManager() {
    throw new UnsupportedOperationException();
  }

  private final class BoundedEntity extends HttpEntityWrapper {
    private final AgentCall call;
    private final long begun = System.nanoTime();

    BoundedEntity(HttpEntity entity, AgentCall call) {
      super(entity);
      this.call = call;
    }

    @Override
    public InputStream getContent() throws IOException {
      return new FilterInputStream(super.getContent()) {
        private long left = MOST_BYTES;

        @Override
        public int read() throws IOException {
          return count(super.read(), 1);
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
          int read = super.read(into, offset, length);
          return count(read, read);
        }

        private int count(int result, int bytes) throws IOException {
          if (result >= 0) {
            left -= bytes;
            if (left < 0) {
              call.abort();
              throw new OversizedException();
            }
            if (System.nanoTime() - begun > TimeUnit.MILLISECONDS.toNanos(bodyMillis)) {
              call.abort();
              throw new SocketTimeoutException("the answer has no end");
            }
          }
          return result;
        }
      };
    }
  }

  /** The answer is too long to be Consul's. */
  static final class OversizedException extends IOException {
    private static final long serialVersionUID = 1;

    OversizedException() {
      super("more than " + MOST_BYTES + " bytes");
    }
  }
}
