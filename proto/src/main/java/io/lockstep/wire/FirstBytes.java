package io.lockstep.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/// Looks at the first bytes of a connection before HTTP/2 does: who speaks something else, or
/// nothing, is sent away with one counted line instead of the stack traces of the layers above.
/// Leaves the pipeline once the preface of HTTP/2 has passed (RFC 9113, section 3.4).
final class FirstBytes extends ChannelInboundHandlerAdapter {

  private static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte TLS_HANDSHAKE = 0x16;

  /// What all connections of a server have in common.
  ///
  /// @param links told of each connection that is let in
  /// @param deadline for the whole preface
  record Door(Guests guests, DeadLinks links, Rejections rejections, Duration deadline) {}

  private final Door door;
  private Future<?> overdue;
  private int seen;
  private boolean refused;

  FirstBytes(Door door) {
    this.door = door;
  }

  /// On the thread of the connection, before anything of it is read.
  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    InetAddress address =
        context.channel().remoteAddress() instanceof InetSocketAddress from
            ? from.getAddress()
            : InetAddress.getLoopbackAddress();
    String full = door.guests().arrived(address);
    if (!full.isEmpty()) {
      refuse(context, full);
      return;
    }
    context.channel().closeFuture().addListener(_ -> door.guests().left(address));
    door.links().add(context.channel());
    overdue =
        context
            .executor()
            .schedule(
                () -> refuse(context, "a connection that says nothing"),
                door.deadline().toMillis(),
                TimeUnit.MILLISECONDS);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object bytes) {
    if (refused || !(bytes instanceof ByteBuf read)) {
      ReferenceCountUtil.release(bytes);
      return;
    }
    for (int at = read.readerIndex(); at < read.writerIndex() && seen < PREFACE.length; at++) {
      if (read.getByte(at) != PREFACE[seen]) {
        String what =
            seen == 0 ? nameOf(read.getByte(at)) : "no HTTP/2 after %d bytes".formatted(seen);
        read.release();
        refuse(context, what);
        return;
      }
      seen++;
    }
    context.fireChannelRead(read);
    if (seen == PREFACE.length) {
      overdue.cancel(false);
      context.pipeline().remove(this);
    }
  }

  private static String nameOf(byte first) {
    if (first == TLS_HANDSHAKE) {
      return "a TLS handshake, this port speaks plaintext";
    }
    return Character.isUpperCase(first)
        ? "HTTP/1 or another protocol of text, this port speaks gRPC"
        : "bytes that are no HTTP/2, this port speaks gRPC";
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (overdue != null) {
      overdue.cancel(false);
    }
    context.fireChannelInactive();
  }

  /// A connection that breaks before it has said anything is nobody's trouble.
  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable thrown) {
    context.close();
  }

  private void refuse(ChannelHandlerContext context, String what) {
    if (!refused) {
      refused = true;
      door.rejections().note(context.channel().remoteAddress(), what);
      context.close();
    }
  }
}
