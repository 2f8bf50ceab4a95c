package io.lockstep.cli;

import io.lockstep.failure.ListenFault;
import io.lockstep.launch.LinkProbe;
import io.lockstep.wire.NodeAddress;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// What `doctor --listen` does: it listens for the doctors of other machines, which measure the way
/// between them and this one, until its standard input ends.
final class ProbeDuty {

  static final String LISTENING = "listening on ";

  /// Nobody measures for longer, and what is forgotten must not stay open.
  static final int SECONDS_MAX = 600;

  private ProbeDuty() {}

  /// @param wish its end ends the duty
  /// @throws io.lockstep.failure.LockstepException with exit code 6 if a port cannot be had
  static void serve(List<NodeAddress> places, InputStream wish, Output output) {
    List<LinkProbe> probes = new ArrayList<>();
    try {
      for (NodeAddress place : places) {
        probes.add(open(place));
      }
      output
          .data()
          .println(
              LISTENING + String.join(" ", places.stream().map(NodeAddress::toString).toList()));
      output
          .talk()
          .printf("until standard input ends (ctrl-D), and for %d s at most%n", SECONDS_MAX);
      await(wish);
    } finally {
      probes.forEach(LinkProbe::close);
    }
  }

  private static LinkProbe open(NodeAddress place) {
    try {
      return LinkProbe.listen(place.host(), place.port());
    } catch (IOException refused) {
      throw ListenFault.of(
              "the doctor cannot listen on",
              InetSocketAddress.createUnresolved(place.host(), place.port()),
              "--listen",
              refused)
          .exception(refused);
    }
  }

  private static void await(InputStream wish) {
    CountDownLatch ended = new CountDownLatch(1);
    Thread.ofPlatform()
        .daemon()
        .name("doctor-input")
        .start(() -> {
          try {
            wish.transferTo(java.io.OutputStream.nullOutputStream());
          } catch (IOException gone) {
            // As its end.
          } finally {
            ended.countDown();
          }
        });
    try {
      ended.await(SECONDS_MAX, TimeUnit.SECONDS);
    } catch (InterruptedException asked) {
      Thread.currentThread().interrupt();
    }
  }
}
