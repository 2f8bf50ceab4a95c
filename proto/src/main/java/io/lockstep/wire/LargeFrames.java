package io.lockstep.wire;

import io.grpc.netty.GrpcHttp2ConnectionHandler;
import io.grpc.netty.InternalNettyChannelBuilder;
import io.grpc.netty.InternalProtocolNegotiator;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AsciiString;
import java.util.Optional;
import java.util.function.Supplier;

/// Lets a chunk travel as one HTTP/2 frame, read and written by few system calls. Each end tells
/// the other that it takes frames of a MiB (RFC 9113, section 6.5.2, SETTINGS_MAX_FRAME_SIZE); gRPC
/// keeps to the 16 KiB that hold when nothing is said, and has no setting for it.
final class LargeFrames {

  /// Longest frame that this end takes: a chunk with its headers.
  static final int FRAME_BYTES_MAX = 1 << 20;

  private static final int READ_BYTES_MIN = 64 << 10;
  private static final int READ_BYTES_MAX = 512 << 10;

  private LargeFrames() {}

  /// @param door what stands before each connection
  static void on(NettyServerBuilder server, FirstBytes.Door door, WireSecurity security) {
    server.protocolNegotiator(
        new Negotiator(security::server, scheme(security), Optional.of(door)));
  }

  static void on(NettyChannelBuilder client, WireSecurity security) {
    InternalNettyChannelBuilder.setProtocolNegotiatorFactory(
        client,
        new InternalProtocolNegotiator.ClientFactory() {
          @Override
          public InternalProtocolNegotiator.ProtocolNegotiator newNegotiator() {
            return new Negotiator(security::client, scheme(security), Optional.empty());
          }

          /// Of HTTP; our addresses always name their port.
          @Override
          public int getDefaultPort() {
            return 80;
          }
        });
  }

  private static AsciiString scheme(WireSecurity security) {
    return AsciiString.of(security.isTls() ? "https" : "http");
  }

  /// gRPC's own negotiation, with access to its HTTP/2 handler.
  ///
  /// @param fresh makes that of one connection, with the credentials of that moment
  private record Negotiator(
      Supplier<InternalProtocolNegotiator.ProtocolNegotiator> fresh,
      AsciiString scheme,
      Optional<FirstBytes.Door> door)
      implements InternalProtocolNegotiator.ProtocolNegotiator {

    /// A frame is put together from what single reads brought without being copied.
    @Override
    public ChannelHandler newHandler(GrpcHttp2ConnectionHandler http2) {
      http2.setCumulator(ByteToMessageDecoder.COMPOSITE_CUMULATOR);
      return new Announcement(fresh.get().newHandler(http2), http2, door);
    }

    @Override
    public void close() {}
  }

  /// Stays until the first bytes of the other end have passed. By then gRPC has sent its own
  /// settings, which must be the first frame of a connection.
  private static final class Announcement extends ChannelInboundHandlerAdapter {
    private final ChannelHandler negotiation;
    private final GrpcHttp2ConnectionHandler http2;
    private final Optional<FirstBytes> first;

    Announcement(
        ChannelHandler negotiation,
        GrpcHttp2ConnectionHandler http2,
        Optional<FirstBytes.Door> door) {
      this.negotiation = negotiation;
      this.http2 = http2;
      this.first = door.map(FirstBytes::new);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
      ChannelConfig socket = context.channel().config();
      socket.setRecvByteBufAllocator(
          new AdaptiveRecvByteBufAllocator(READ_BYTES_MIN, READ_BYTES_MIN, READ_BYTES_MAX));
      // Netty cuts a frame where what waits for the socket reaches the upper mark.
      socket.setWriteBufferWaterMark(
          new WriteBufferWaterMark(FRAME_BYTES_MAX / 2, FRAME_BYTES_MAX));
      context.pipeline().addAfter(context.name(), null, negotiation);
      first.ifPresent(bytes -> context.pipeline().addBefore(context.name(), null, bytes));
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) {
      SslHandler tls = context.pipeline().get(SslHandler.class);
      if (tls != null) {
        first.ifPresent(bytesBefore -> bytesBefore.watch(tls));
      }
      context.fireChannelRead(bytes);
      ChannelHandlerContext connection = context.pipeline().context(http2);
      if (connection != null) {
        http2
            .encoder()
            .writeSettings(
                connection,
                new Http2Settings().maxFrameSize(FRAME_BYTES_MAX),
                connection.newPromise());
        connection.flush();
        context.pipeline().remove(this);
      }
    }
  }
}
