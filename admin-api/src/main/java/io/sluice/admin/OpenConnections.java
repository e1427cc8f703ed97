package io.sluice.admin;

import io.netty.channel.Channel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.socket.DuplexChannel;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The open connections, and which of them wait for a request, the longest first: clients that
 * connect and say nothing must not keep a scraper out. Confined to the admin event loop.
 */
final class OpenConnections {
  private final int most;

  /** Closed from other threads too when the server is. */
  private final ChannelGroup all;

  private final Set<Channel> idle = new LinkedHashSet<>();

  /** Those that have not yet taken an answer that is made: they may be at it for long. */
  private final Set<Channel> taking = new LinkedHashSet<>();

  OpenConnections(int most, ChannelGroup all) {
    this.most = most;
    this.all = all;
  }

  /**
   * Takes up a connection; when there is no room, in place of the one that is idle longest, or else
   * of the one that takes longest to read its answer.
   *
   * @return false when all others are being answered
   */
  boolean admit(Channel connection) {
    if (all.size() >= most && !closeOldest(idle) && !closeOldest(taking)) {
      return false;
    }
    all.add(connection);
    idle.add(connection);
    return true;
  }

  private boolean closeOldest(Set<Channel> of) {
    Iterator<Channel> oldest = of.iterator();
    if (!oldest.hasNext()) {
      return false;
    }
    Channel connection = oldest.next();
    oldest.remove();
    all.remove(connection);
    connection.close();
    return true;
  }

  /** A request has come. */
  void busy(Channel connection) {
    idle.remove(connection);
  }

  /** The answer is made, and on its way. */
  void taking(Channel connection) {
    taking.add(connection);
  }

  /** The request has been answered. */
  void idle(Channel connection) {
    taking.remove(connection);
    if (connection.isOpen()) {
      idle.add(connection);
    }
  }

  /**
   * Closes those that wait at a listener that is closed. One that is being answered, or lingers
   * behind its last answer, ends by itself.
   */
  void closeLeft() {
    for (Channel connection : List.copyOf(idle)) {
      boolean lingers = connection instanceof DuplexChannel channel && channel.isOutputShutdown();
      if (!lingers && !connection.parent().isOpen()) {
        connection.close();
      }
    }
  }

  void closed(Channel connection) {
    taking.remove(connection);
    idle.remove(connection);
  }
}
