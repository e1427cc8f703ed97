package io.sluice.gateway.testkit;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.dns.DatagramDnsQuery;
import io.netty.handler.codec.dns.DatagramDnsQueryDecoder;
import io.netty.handler.codec.dns.DatagramDnsResponse;
import io.netty.handler.codec.dns.DatagramDnsResponseEncoder;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DefaultDnsRawRecord;
import io.netty.handler.codec.dns.DefaultDnsResponse;
import io.netty.handler.codec.dns.DnsQuery;
import io.netty.handler.codec.dns.DnsQuestion;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponse;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.handler.codec.dns.DnsSection;
import io.netty.handler.codec.dns.TcpDnsQueryDecoder;
import io.netty.handler.codec.dns.TcpDnsResponseEncoder;
import io.netty.util.NetUtil;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A DNS server on a port of the loopback address, UDP and TCP, that knows what the test has it
 * know. A name that it does not know does not exist.
 *
 * <pre>{@code
 * try (StubDns dns = StubDns.start()) {
 *   dns.set("users.test", StubDns.address("127.0.0.2", 1));
 *   ...
 *   dns.set("users.test", StubDns.address("127.0.0.3", 1));
 * }
 * }</pre>
 */
public final class StubDns implements AutoCloseable {
  private static final int BIND_ATTEMPTS = 20;

  /** One record of a name. */
  public static final class Entry {
    private final DnsRecordType type;
    private final long ttlSeconds;
    private final byte[] data;

    /**
     * @param data as on the wire, names in it not compressed
     */
    public Entry(DnsRecordType type, long ttlSeconds, byte[] data) {
      this.type = type;
      this.ttlSeconds = ttlSeconds;
      this.data = data.clone();
    }
  }

  /** How a name is answered when not as usual. */
  public enum Trouble {
    /** With SERVFAIL. */
    SERVFAIL,
    /** Not at all. */
    SILENCE,
    /** With an empty answer that is marked as cut short, over UDP. */
    TRUNCATED,
    /** The same, over TCP too. */
    ALWAYS_TRUNCATED,
    /** As a server that neither knows nor asks. */
    REFERRAL
  }

  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final Map<String, List<Entry>> entries = new ConcurrentHashMap<>();
  private final Map<String, Trouble> troubles = new ConcurrentHashMap<>();
  private final List<String> questions = new CopyOnWriteArrayList<>();
  private final InetSocketAddress address;

  private StubDns() {
    address = bind();
  }

  public static StubDns start() {
    return new StubDns();
  }

  /** An address of either family. */
  public static Entry address(String literal, long ttlSeconds) {
    byte[] bytes = NetUtil.createByteArrayFromIpAddressString(literal);
    return new Entry(bytes.length == 4 ? DnsRecordType.A : DnsRecordType.AAAA, ttlSeconds, bytes);
  }

  /** Where a service is. */
  public static Entry service(int priority, int weight, int port, String host, long ttlSeconds) {
    ByteBuf data = Unpooled.buffer();
    data.writeShort(priority).writeShort(weight).writeShort(port).writeBytes(wireName(host));
    return new Entry(DnsRecordType.SRV, ttlSeconds, bytes(data));
  }

  /** That a name is another's alias; what that one has is in the answer too, if it is known. */
  public static Entry alias(String of, long ttlSeconds) {
    return new Entry(DnsRecordType.CNAME, ttlSeconds, wireName(of));
  }

  /** All that there is of a name from now on, without trouble; nothing: it only exists. */
  public void set(String name, Entry... all) {
    entries.put(full(name), List.of(all));
    troubles.remove(full(name));
  }

  /** The name does not exist from now on. */
  public void forget(String name) {
    entries.remove(full(name));
    troubles.remove(full(name));
  }

  /** The name's answers go wrong, until it is set or forgotten. */
  public void trouble(String name, Trouble trouble) {
    troubles.put(full(name), trouble);
  }

  public InetSocketAddress address() {
    return address;
  }

  /** What was asked, in order: {@code A users.test.}, with {@code over TCP} where it was so. */
  public List<String> questions() {
    return List.copyOf(questions);
  }

  private InetSocketAddress bind() {
    for (int attempt = 1; ; attempt++) {
      Channel tcp =
          new ServerBootstrap()
              .group(loops)
              .channel(NioServerSocketChannel.class)
              .childHandler(new Streams())
              .bind(InetAddress.getLoopbackAddress(), 0)
              .syncUninterruptibly()
              .channel();
      InetSocketAddress bound = (InetSocketAddress) tcp.localAddress();
      try {
        new Bootstrap()
            .group(loops)
            .channel(NioDatagramChannel.class)
            .handler(new Datagrams())
            .bind(bound)
            .syncUninterruptibly();
        return bound;
      } catch (RuntimeException | Error e) {
        throw e;
      } catch (Exception e) {
        tcp.close().syncUninterruptibly(); // the port is taken for UDP: another
        if (!(e instanceof BindException) || attempt == BIND_ATTEMPTS) {
          throw new IllegalStateException(e);
        }
      }
    }
  }

  private final class Streams extends ChannelInitializer<SocketChannel> {
    @Override
    protected void initChannel(SocketChannel channel) {
      channel
          .pipeline()
          .addLast(new TcpDnsQueryDecoder(), new TcpDnsResponseEncoder(), new StreamAnswers());
    }
  }

  private final class Datagrams extends ChannelInitializer<NioDatagramChannel> {
    @Override
    protected void initChannel(NioDatagramChannel channel) {
      channel
          .pipeline()
          .addLast(
              new DatagramDnsQueryDecoder(),
              new DatagramDnsResponseEncoder(),
              new DatagramAnswers());
    }
  }

  private final class StreamAnswers extends SimpleChannelInboundHandler<DnsQuery> {
    @Override
    protected void channelRead0(ChannelHandlerContext context, DnsQuery query) {
      DnsResponse response = answer(query, new DefaultDnsResponse(query.id()), true);
      if (response != null) {
        context.writeAndFlush(response);
      }
    }
  }

  private final class DatagramAnswers extends SimpleChannelInboundHandler<DatagramDnsQuery> {
    @Override
    protected void channelRead0(ChannelHandlerContext context, DatagramDnsQuery query) {
      DatagramDnsResponse to =
          new DatagramDnsResponse(
              /* sender= */ query.recipient(), /* recipient= */ query.sender(), query.id());
      DnsResponse response = answer(query, to, false);
      if (response != null) {
        context.writeAndFlush(response);
      }
    }
  }

  private @Nullable DnsResponse answer(DnsQuery query, DnsResponse to, boolean tcp) {
    DnsQuestion question = query.recordAt(DnsSection.QUESTION);
    String name = full(question.name());
    questions.add(question.type().name() + " " + name + (tcp ? " over TCP" : ""));
    to.setRecursionAvailable(true);
    to.addRecord(DnsSection.QUESTION, new DefaultDnsQuestion(name, question.type()));
    Trouble trouble = troubles.get(name);
    if (trouble == Trouble.SILENCE) {
      to.release();
      return null;
    }
    if (trouble == Trouble.SERVFAIL) {
      return to.setCode(DnsResponseCode.SERVFAIL);
    }
    if (trouble == Trouble.REFERRAL) {
      return to.setRecursionAvailable(false);
    }
    if (trouble == Trouble.ALWAYS_TRUNCATED || (trouble == Trouble.TRUNCATED && !tcp)) {
      return to.setTruncated(true);
    }
    if (!entries.containsKey(name)) {
      return to.setCode(DnsResponseCode.NXDOMAIN);
    }
    add(name, question.type(), to, 0);
    return to;
  }

  private void add(String name, DnsRecordType type, DnsResponse to, int depth) {
    for (Entry entry : entries.getOrDefault(name, List.of())) {
      if (entry.type.equals(type)) {
        to.addRecord(DnsSection.ANSWER, record(name, entry));
      } else if (entry.type.equals(DnsRecordType.CNAME) && depth < 20) {
        to.addRecord(DnsSection.ANSWER, record(name, entry));
        add(full(text(entry.data)), type, to, depth + 1);
      }
    }
  }

  private static DefaultDnsRawRecord record(String name, Entry entry) {
    return new DefaultDnsRawRecord(
        name, entry.type, entry.ttlSeconds, Unpooled.wrappedBuffer(entry.data));
  }

  private static String full(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower : lower + ".";
  }

  private static byte[] wireName(String name) {
    ByteBuf to = Unpooled.buffer();
    for (String label : name.split("\\.", -1)) {
      if (!label.isEmpty()) {
        to.writeByte(label.length()).writeBytes(label.getBytes(US_ASCII));
      }
    }
    return bytes(to.writeByte(0));
  }

  private static String text(byte[] wireName) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; wireName[i] != 0; i += wireName[i] + 1) {
      text.append(new String(wireName, i + 1, wireName[i], US_ASCII)).append('.');
    }
    return text.toString();
  }

  private static byte[] bytes(ByteBuf from) {
    byte[] bytes = new byte[from.readableBytes()];
    from.readBytes(bytes);
    from.release();
    return bytes;
  }

  @Override
  public void close() {
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
  }
}
