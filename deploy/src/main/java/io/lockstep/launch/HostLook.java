package io.lockstep.launch;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// What the name of a host stands for on this machine.
///
/// @param addresses none when it cannot be looked up
public record HostLook(String host, List<InetAddress> addresses) {

  private static final int SHOWN_MAX = 4;

  public HostLook {
    addresses = List.copyOf(addresses);
  }

  /// Asks the system; may take as long as a name server does.
  public static HostLook of(String host) {
    try {
      return new HostLook(host, List.of(InetAddress.getAllByName(host)));
    } catch (UnknownHostException unknown) {
      return new HostLook(host, List.of());
    }
  }

  boolean isUnknown() {
    return addresses.isEmpty();
  }

  /// A name that leads others to this machine and this machine to itself alone, as the hosts file
  /// of some systems has it: `127.0.1.1 NAME`.
  public boolean isLoopbackHereOnly() {
    return !isUnknown() && addresses.getFirst().isLoopbackAddress() && !saysLoopback();
  }

  private boolean saysLoopback() {
    boolean address = host.matches("[0-9.]+") || host.contains(":");
    return address || host.toLowerCase(Locale.ROOT).contains("localhost");
  }

  /// For whom such a name is no good.
  ///
  /// @param own addresses of this machine that others can reach
  String warning(String option, List<String> own) {
    return "host %s of %s is %s on this machine, where nobody else can reach it: %s"
        .formatted(
            host,
            option,
            addresses.getFirst().getHostAddress(),
            own.isEmpty()
                ? "this machine has no other address"
                : "give the address that others see: "
                    + String.join(" or ", own.stream().limit(SHOWN_MAX).toList()));
  }

  /// Addresses of this machine but for those of loopback, the short ones first.
  public static List<String> own() {
    try (Stream<NetworkInterface> interfaces = NetworkInterface.networkInterfaces()) {
      return interfaces
          .flatMap(NetworkInterface::inetAddresses)
          .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
          .map(address -> address.getHostAddress().replaceFirst("%.*", ""))
          .sorted(Comparator.comparingInt(String::length))
          .toList();
    } catch (SocketException untold) {
      return List.of();
    }
  }
}
