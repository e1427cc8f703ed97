package io.sluice.admin;

import io.netty.handler.codec.http.HttpHeaders;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * One request as an operation sees it, whole.
 *
 * @param requestId for problems and the log
 * @param client who asks
 * @param body from position to limit, which readers leave as they are
 */
record Call(String requestId, InetSocketAddress client, HttpHeaders headers, ByteBuffer body) {}
