package io.sluice.loadbalancer.consul;

import com.ecwid.consul.SingleUrlParameters;
import com.ecwid.consul.UrlParameters;
import com.ecwid.consul.transport.HttpResponse;
import com.ecwid.consul.transport.TransportException;
import com.ecwid.consul.v1.ConsulRawClient;
import com.google.gson.JsonParseException;
import io.sluice.loadbalancer.consul.ConsulFailure.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Asks a real agent, through consul-api. */
final class AgentHealth implements HealthSource {
  /** For an answer that waits for nothing; one from another datacenter takes a while. */
  private static final int READ_MILLIS = 10_000;

  private final String address;
  private final AgentHttp http;
  private final ConsulRawClient client;
  private final ReadAccess access;
  private final int readMillis;

  AgentHealth(ConsulOptions options) {
    this(options, READ_MILLIS);
  }

  /**
   * @param readMillis how long an answer may be silent that waits for nothing, and how long its
   *     body may take
   */
  AgentHealth(ConsulOptions options, int readMillis) {
    this.readMillis = readMillis;
    URI uri = options.address();
    boolean tls = "https".equalsIgnoreCase(uri.getScheme());
    int port = uri.getPort() >= 0 ? uri.getPort() : tls ? 8501 : 8500;
    String host = (tls ? "https://" : "http://") + uri.getHost();
    String path = uri.getRawPath() == null ? "" : uri.getRawPath().replaceAll("/+$", "");
    this.address = host + ":" + port + path;
    this.http = new AgentHttp(AgentConnections.open(options.connections()), readMillis);
    ConsulRawClient.Builder builder =
        ConsulRawClient.Builder.builder().setHost(host).setPort(port).setHttpClient(http);
    this.client = (path.isEmpty() ? builder : builder.setPath(path.substring(1))).build();
    this.access = new ReadAccess(http, address);
  }

  @Override
  public Question question(ServiceQuery query, long index, long waitMillis, boolean doubtEmpty) {
    // Consul adds up to a sixteenth to the wait.
    int headMillis = readMillis + (index == 0 ? 0 : Math.toIntExact(waitMillis * 17 / 16));
    AgentCall call = new AgentCall(query.token(), headMillis);
    return new Question() {
      @Override
      public Answer ask() throws ConsulFailure {
        http.begin(call);
        try {
          Answer answer =
              answer(client.makeGetRequest(path(query), with(query, index, waitMillis)));
          if (doubtEmpty && answer.list().targets().isEmpty()) {
            // To Consul, a service that the token may not read is one without instances.
            if (call.filtered() || access.denied(query)) {
              throw failure(
                  Kind.DENIED,
                  "the token may not read it: an ACL with service:read and node:read is needed");
            }
          }
          return answer;
        } catch (TransportException e) {
          throw transport(e.getCause() == null ? e : e.getCause());
        } catch (IOException e) {
          throw transport(e);
        } finally {
          http.end();
        }
      }

      @Override
      public void abort() {
        call.abort();
      }

      private Answer answer(HttpResponse response) throws ConsulFailure {
        if (response.getStatusCode() != 200) {
          throw refused(response.getStatusCode(), Answers.line(response.getContent()));
        }
        if (response.getConsulIndex() == null) {
          throw failure(Kind.NOT_CONSUL, "it answers without X-Consul-Index: not a Consul agent");
        }
        try {
          return new Answer(
              Math.max(1, response.getConsulIndex()),
              HealthReader.read(response.getContent(), query));
        } catch (JsonParseException e) {
          throw failure(
              Kind.NOT_CONSUL,
              "the answer is no list: '" + Answers.line(response.getContent()) + "'");
        }
      }

      private ConsulFailure refused(int status, String body) {
        if (status == 403) {
          return failure(Kind.DENIED, "ACL denied (403 " + body + "): the token is not accepted");
        }
        if (body.contains("No path to datacenter")) {
          return failure(Kind.NO_DATACENTER, "no such datacenter (500 " + body + ")");
        }
        if (body.contains("No cluster leader") || body.contains("No known Consul servers")) {
          return failure(Kind.NO_LEADER, status + " " + body);
        }
        if (status == 404 || status < 400) {
          return failure(Kind.NOT_CONSUL, "it answers " + status + ": not a Consul agent");
        }
        return failure(Kind.OTHER, status + " " + body);
      }

      private ConsulFailure transport(Throwable cause) {
        Kind kind = Answers.kind(cause);
        return failure(kind, Answers.what(kind, cause));
      }

      private ConsulFailure failure(Kind kind, String what) {
        return new ConsulFailure(
            kind, "Consul at " + address + ", asked for " + query + ": " + what);
      }
    };
  }

  private static String path(ServiceQuery query) {
    return "/v1/health/service/"
        + URLEncoder.encode(query.service(), StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static List<UrlParameters> with(ServiceQuery query, long index, long waitMillis) {
    List<UrlParameters> all = new ArrayList<>();
    if (!query.datacenter().isEmpty()) {
      all.add(new SingleUrlParameters("dc", query.datacenter()));
    }
    for (String tag : query.tags()) {
      all.add(new SingleUrlParameters("tag", tag));
    }
    if (query.passingOnly()) {
      all.add(new SingleUrlParameters("passing", "true"));
    }
    if (index > 0) {
      all.add(new SingleUrlParameters("index", Long.toString(index)));
      all.add(new SingleUrlParameters("wait", waitMillis + "ms"));
    }
    return all;
  }

  @Override
  public void close() {
    try {
      http.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
