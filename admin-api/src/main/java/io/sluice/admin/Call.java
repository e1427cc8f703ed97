package io.sluice.admin;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * One request as an operation sees it, whole.
 *
 * @param requestId for problems and the log
 * @param client where it comes from
 * @param caller who asks
 * @param path without the query, as it came
 * @param body from position to limit, which readers leave as they are
 */
record Call(
    String requestId,
    InetSocketAddress client,
    Caller caller,
    String method,
    String path,
    Query query,
    HttpHeaders headers,
    ByteBuffer body) {

  /** Address and port of the client, for the log. */
  String from() {
    return NetUtil.toSocketAddressString(client);
  }
}
