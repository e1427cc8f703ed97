package io.sluice.loadbalancer.consul;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.apache.http.HttpResponse;
import org.apache.http.client.HttpClient;
import org.apache.http.client.methods.HttpPost;
import org.apache.http.entity.ContentType;
import org.apache.http.entity.StringEntity;
import org.apache.http.util.EntityUtils;

/**
 * Whether a token may read a service. A health query with a token that may not is answered with 200
 * and no instances, so an empty list alone would take all targets away. Agents before 1.11 say
 * nothing of it in the answer; this asks the endpoint that Consul's own user interface uses (since
 * 1.7). Where that gives no clear answer, the empty list is believed.
 */
final class ReadAccess {
  private final HttpClient http;
  private final String address;

  ReadAccess(HttpClient http, String address) {
    this.http = http;
    this.address = address;
  }

  /** Asks within the call that the calling thread has begun. */
  boolean denied(ServiceQuery query) throws IOException {
    String dc =
        query.datacenter().isEmpty()
            ? ""
            : "?dc=" + URLEncoder.encode(query.datacenter(), StandardCharsets.UTF_8);
    HttpPost post = new HttpPost(address + "/v1/internal/acl/authorize" + dc);
    post.setEntity(new StringEntity(question(query.service()), ContentType.APPLICATION_JSON));
    return http.execute(post, ReadAccess::saysNo);
  }

  private static String question(String service) {
    JsonObject one = new JsonObject();
    one.addProperty("Resource", "service");
    one.addProperty("Access", "read");
    one.addProperty("Segment", service);
    JsonArray all = new JsonArray();
    all.add(one);
    return all.toString();
  }

  private static boolean saysNo(HttpResponse response) throws IOException {
    String body = EntityUtils.toString(response.getEntity(), StandardCharsets.UTF_8);
    if (response.getStatusLine().getStatusCode() != 200) {
      return false; // ACLs are off, or the endpoint is not there
    }
    try {
      JsonElement root = JsonParser.parseString(body);
      return root instanceof JsonArray array
          && array.size() == 1
          && array.get(0) instanceof JsonObject answer
          && answer.get("Allow") instanceof JsonPrimitive allow
          && allow.isBoolean()
          && !allow.getAsBoolean();
    } catch (JsonParseException e) {
      return false;
    }
  }
}
