package io.lockstep.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/// Looks at the first bytes of a connection before HTTP/2 does: who speaks something else, or
/// nothing, is sent away with one counted line instead of the stack traces of the layers above.
/// Leaves the pipeline once the preface of HTTP/2 has passed (RFC 9113, section 3.4), or, where TLS
/// is spoken, its handshake.
final class FirstBytes extends ChannelDuplexHandler {

  private static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte TLS_HANDSHAKE = 0x16;

  private static final long LINGER_MILLIS = 500;

  private static final byte[] NOTHING = {};

  /// A client of TLS sees by it that this is plaintext: the beginning of HTTP/2.
  private static final byte[] PLAINTEXT_HERE = {0, 0, 0, 4, 0, 0, 0, 0, 0};

  /// A client of plaintext sees by it that this is TLS: the alert protocol_version (RFC 8446).
  private static final byte[] TLS_HERE = {0x15, 3, 3, 0, 2, 2, 70};

  /// What all connections of a server have in common.
  ///
  /// @param links told of each connection that is let in
  /// @param deadline for the whole preface, or the whole handshake
  record Door(
      Guests guests,
      DeadLinks links,
      Rejections rejections,
      Duration deadline,
      WireSecurity security) {}

  private final Door door;
  private ChannelHandlerContext connection;
  private Future<?> overdue;
  private int seen;
  private boolean refused;
  private boolean lingers;
  private SslHandler watched;

  FirstBytes(Door door) {
    this.door = door;
  }

  /// On the thread of the connection, before anything of it is read.
  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    connection = context;
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
    if (door.security().isTls()) {
      takeTls(context, read);
      return;
    }
    for (int at = read.readerIndex(); at < read.writerIndex() && seen < PREFACE.length; at++) {
      if (read.getByte(at) != PREFACE[seen]) {
        String what =
            seen == 0 ? nameOf(read.getByte(at)) : "no HTTP/2 after %d bytes".formatted(seen);
        boolean isTls = seen == 0 && read.getByte(at) == TLS_HANDSHAKE;
        read.release();
        refuse(context, what, isTls ? PLAINTEXT_HERE : NOTHING);
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

  /// What follows is the matter of the handshake, which [#watch] watches.
  private void takeTls(ChannelHandlerContext context, ByteBuf read) {
    if (seen == 0 && read.isReadable() && read.getByte(read.readerIndex()) != TLS_HANDSHAKE) {
      read.release();
      refuse(
          context,
          "plaintext, this port speaks TLS; start that node with --certificates FOLDER",
          TLS_HERE);
      return;
    }
    seen += read.readableBytes();
    context.fireChannelRead(read);
  }

  /// Counts a handshake that fails, and lets go of one that has succeeded. On the thread of the
  /// connection.
  void watch(SslHandler tls) {
    if (watched != null) {
      return;
    }
    watched = tls;
    tls.handshakeFuture().addListener(end -> shaken(end.cause()));
  }

  /// @param fault null when both ends know each other
  private void shaken(Throwable fault) {
    overdue.cancel(false);
    if (fault == null) {
      connection.pipeline().remove(this);
      return;
    }
    lingers = true;
    if (!refused) {
      refused = true;
      TlsTrouble.of(fault)
          .ifPresent(told ->
              door.rejections()
                  .note(
                      connection.channel().remoteAddress(),
                      "%s; %s".formatted(told.reason(), told.advice())));
    }
  }

  /// Who closes while the other end still writes resets the connection, and what was said last is
  /// lost: after an alert the other end has the time to read it.
  @Override
  public void close(ChannelHandlerContext context, ChannelPromise closed) throws Exception {
    if (!lingers) {
      super.close(context, closed);
      return;
    }
    // Whoever asks again meanwhile waits as well.
    context.channel().closeFuture().addListener(_ -> closed.trySuccess());
    if (overdue.isDone()) {
      context.flush();
      overdue = closeLater(context);
    }
  }

  private static Future<?> closeLater(ChannelHandlerContext context) {
    return context.executor().schedule(() -> context.close(), LINGER_MILLIS, TimeUnit.MILLISECONDS);
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
    refuse(context, what, NOTHING);
  }

  /// Closes from here on, past gRPC's handler, which would first say goodbye and wait.
  ///
  /// @param answer by which the other end sees what is spoken here
  private void refuse(ChannelHandlerContext context, String what, byte[] answer) {
    if (refused) {
      return;
    }
    refused = true;
    door.rejections().note(context.channel().remoteAddress(), what);
    if (answer.length == 0) {
      context.close();
      return;
    }
    context.writeAndFlush(Unpooled.wrappedBuffer(answer));
    closeLater(context);
  }
}
