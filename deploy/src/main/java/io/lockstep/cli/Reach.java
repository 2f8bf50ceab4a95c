package io.lockstep.cli;

import io.lockstep.launch.HostLook;
import io.lockstep.launch.LinkProbe;
import io.lockstep.wire.NodeAddress;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What comes of dialling an address from this machine.
///
/// @param figures of the way there, when a doctor listens
record Reach(NodeAddress to, Outcome outcome, Optional<LinkProbe.Figures> figures) {

  static final String TO = "to";
  static final String OUTCOME = "outcome";
  static final String WORDS = "words";
  static final String ADVICE = "try";
  static final String ROUND_TRIP = "round_trip_us";
  static final String THERE = "megabytes_s_there";
  static final String BACK = "megabytes_s_back";

  private static final int CONNECT_MILLIS = 3_000;

  /// As seen from here.
  enum Outcome {
    REACHED("somebody listens", ""),
    UNKNOWN_HOST("its name is not known on this machine", "getent hosts NAME; give an address"),
    HERE_ONLY(
        "its name is loopback on this machine, where nobody else reaches it",
        "list the address that others see, for this machine one of its addresses above; or correct the name here: getent hosts NAME"),
    REFUSED(
        "the machine answers, and nobody listens there",
        "start a coordinator there, with that --grpc-port, on an address that others reach: --host"),
    SILENT(
        "nobody answers: a firewall drops it, or the machine is down",
        "let TCP to that port pass, from this machine to that one; coordinators dial each other, so look from there, too"),
    BROKEN(
        "the connection breaks or stalls when much is sent",
        "look for a limit of packets on the way: ping -M do -s 1472 HOST"),
    NO_ROUTE("there is no way to it", "ip route get ADDRESS");

    private final String words;
    private final String advice;

    Outcome(String words, String advice) {
      this.words = words;
      this.advice = advice;
    }

    String words() {
      return words;
    }

    String advice() {
      return advice;
    }
  }

  private Reach(NodeAddress to, Outcome outcome) {
    this(to, outcome, Optional.empty());
  }

  /// For a person.
  String words() {
    return figures.map(Reach::words).orElse(outcome.words());
  }

  private static String words(LinkProbe.Figures figures) {
    return "round trip %.2f ms, %d MB/s there, %d MB/s back"
        .formatted(
            figures.roundTripMicros() / 1e3, figures.thereMegabytes(), figures.backMegabytes());
  }

  Map<String, Object> map() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put(TO, to.toString());
    map.put(OUTCOME, outcome.name());
    map.put(WORDS, words());
    map.put(ADVICE, outcome.advice());
    figures.ifPresent(told -> {
      map.put(ROUND_TRIP, told.roundTripMicros());
      map.put(THERE, told.thereMegabytes());
      map.put(BACK, told.backMegabytes());
    });
    return map;
  }

  /// Blocks for [#CONNECT_MILLIS] at most, and for as long as a name server takes.
  static Reach of(NodeAddress to) {
    return of(to, CONNECT_MILLIS);
  }

  static Reach of(NodeAddress to, int connectMillis) {
    if (HostLook.of(to.host()).isLoopbackHereOnly()) {
      return new Reach(to, Outcome.HERE_ONLY);
    }
    InetSocketAddress address = new InetSocketAddress(to.host(), to.port());
    if (address.isUnresolved()) {
      return new Reach(to, Outcome.UNKNOWN_HOST);
    }
    try (Socket socket = new Socket()) {
      socket.connect(address, connectMillis);
      return measured(to, socket);
    } catch (SocketTimeoutException silent) {
      return new Reach(to, Outcome.SILENT);
    } catch (NoRouteToHostException none) {
      return new Reach(to, Outcome.NO_ROUTE);
    } catch (ConnectException refused) {
      return new Reach(to, Outcome.REFUSED);
    } catch (IOException other) {
      return new Reach(to, Outcome.NO_ROUTE);
    }
  }

  private static Reach measured(NodeAddress to, Socket socket) {
    try {
      return new Reach(to, Outcome.REACHED, LinkProbe.measure(socket));
    } catch (IOException broken) {
      return new Reach(to, Outcome.BROKEN);
    }
  }
}
