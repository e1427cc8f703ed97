package io.sluice.gateway.health;

import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.InetNameResolver;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Knows {@code loopback}, never answers for {@code silent}, and knows no other name. */
final class Names extends AddressResolverGroup<InetSocketAddress> {

  @Override
  protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
    return new InetNameResolver(executor) {
      @Override
      protected void doResolve(String name, Promise<InetAddress> promise) {
        switch (name) {
          case "loopback" -> promise.setSuccess(NetUtil.LOCALHOST4);
          case "silent" -> {}
          case "late" -> // refuses only after the caller has gone on
              executor().execute(() -> promise.setFailure(new UnknownHostException(name)));
          default -> promise.setFailure(new UnknownHostException(name));
        }
      }

      @Override
      protected void doResolveAll(String name, Promise<List<InetAddress>> promise) {
        throw new UnsupportedOperationException(name);
      }
    }.asAddressResolver();
  }
}
