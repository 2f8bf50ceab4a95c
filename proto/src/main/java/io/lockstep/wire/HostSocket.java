package io.lockstep.wire;

import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.SocketException;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/// A second way to a coordinator, for workers of its own host: a Unix domain socket, which carries
/// the same bytes for less processor time than TCP over loopback. Its name is an abstract one
/// (unix(7)): no file that a crash would leave behind, and nobody beyond the network namespace can
/// reach it, as with loopback.
///
/// Only Linux with the native transport has it; elsewhere, and with `-Dlockstep.host-socket=off`,
/// everybody comes by TCP.
final class HostSocket implements AutoCloseable {

  private static final String SWITCH = "lockstep.host-socket";
  private static final String PREFIX = "lockstep-";

  /// For what a closed connection leaves to be done.
  private static final long QUIET_MILLIS = 100;

  private static final long CLOSE_MILLIS = 2_000;

  private final String name;
  private final EventLoopGroup loops;

  private HostSocket(String name, int threads) {
    this.name = name;
    this.loops =
        new MultiThreadIoEventLoopGroup(
            threads,
            Thread.ofPlatform().daemon().name("host-socket-", 0).factory(),
            EpollIoHandler.newFactory());
  }

  /// The coordinator's end, under a name that nobody has.
  ///
  /// @param threads that read and write; started as connections come
  /// @return empty where there is no such socket
  static Optional<HostSocket> fresh(int threads) {
    return Epoll.isAvailable() && !"off".equals(System.getProperty(SWITCH))
        ? Optional.of(new HostSocket(PREFIX + UUID.randomUUID(), threads))
        : Optional.empty();
  }

  /// A worker's end.
  ///
  /// @param name as the coordinator told it; empty when it has none for this worker
  /// @return empty where there is no such socket, or the name is none that a coordinator gives
  static Optional<HostSocket> named(String name) {
    return isOurs(name) && Epoll.isAvailable()
        ? Optional.of(new HostSocket(name, 1))
        : Optional.empty();
  }

  /// Whatever else answers under a name of this host is not talked to.
  private static boolean isOurs(String name) {
    return name.matches(PREFIX + "[0-9a-f-]{36}");
  }

  String name() {
    return name;
  }

  /// @param from where a worker comes from
  /// @return the name for a worker of this host, empty for others
  String nameFor(SocketAddress from) {
    return from instanceof InetSocketAddress there && isHere(there) ? name : "";
  }

  private static boolean isHere(InetSocketAddress there) {
    try {
      return !there.isUnresolved()
          && (there.getAddress().isLoopbackAddress()
              || NetworkInterface.getByInetAddress(there.getAddress()) != null);
    } catch (SocketException unknown) {
      return false;
    }
  }

  /// gRPC asks every socket for the keep-alive of TCP, which Netty would warn of here.
  NettyServerBuilder server() {
    return NettyServerBuilder.forAddress(address())
        .channelType(EpollServerDomainSocketChannel.class)
        .bossEventLoopGroup(loops)
        .workerEventLoopGroup(loops)
        .withChildOption(ChannelOption.SO_KEEPALIVE, null)
        .withChildOption(ChannelOption.SO_SNDBUF, LargeFrames.FRAME_BYTES_MAX);
  }

  NettyChannelBuilder client() {
    return NettyChannelBuilder.forAddress(address())
        .overrideAuthority(name)
        .channelType(EpollDomainSocketChannel.class)
        .eventLoopGroup(loops)
        .withOption(ChannelOption.SO_KEEPALIVE, null)
        .withOption(ChannelOption.SO_SNDBUF, LargeFrames.FRAME_BYTES_MAX);
  }

  private DomainSocketAddress address() {
    return new DomainSocketAddress("\0" + name);
  }

  /// Ends its threads; its connections are closed before.
  @Override
  public void close() {
    loops.shutdownGracefully(QUIET_MILLIS, CLOSE_MILLIS, TimeUnit.MILLISECONDS);
  }
}
