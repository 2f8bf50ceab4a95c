package io.lockstep.wire;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.epoll.EpollTcpInfo;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The connections of a server, and which of them lead nowhere any more. The kernel knows long
/// before a keep-alive does: it has sent the same bytes again and again, and heard nothing. A
/// process that is held, or reads slowly, is no dead link: its kernel answers. Any thread.
///
/// Only the native transport of Linux tells; elsewhere no link counts as dead.
final class DeadLinks {

  /// The same bytes sent so often again, at pauses that double from 0.2 s on (RFC 6298, section
  /// 5.5): a link that loses a third of its packets each way comes through.
  static final long RETRANSMITS_MIN = 3;

  static final long SILENT_MILLIS_MIN = 1_500;

  private static final Logger LOG = LoggerFactory.getLogger(DeadLinks.class);

  private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);

  /// Minds a connection until it is closed.
  void add(Channel connection) {
    connections.add(connection);
  }

  /// Closes those that are dead.
  void cut() {
    for (Channel connection : connections) {
      if (connection instanceof EpollSocketChannel socket && isDead(socket)) {
        LOG.warn("event=cut peer=\"{}\" reason=\"its link is dead\"", socket.remoteAddress());
        // Past gRPC's handler, which would first say goodbye to the other end, and wait.
        socket.pipeline().firstContext().close();
      }
    }
  }

  private static boolean isDead(EpollSocketChannel socket) {
    try {
      EpollTcpInfo kernel = socket.tcpInfo();
      return kernel.unacked() > 0
          && kernel.retransmits() >= RETRANSMITS_MIN
          && kernel.lastAckRecv() >= SILENT_MILLIS_MIN;
    } catch (ChannelException closed) {
      return false;
    }
  }
}
