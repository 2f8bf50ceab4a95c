package io.lockstep.wire;

/// Where a node listens.
///
/// @param host name or address, without brackets
/// @param port 1..65535
public record NodeAddress(String host, int port) {

  public NodeAddress {
    host = PeerText.name(host, "host");
    if (host.isBlank() || host.contains("@") || host.contains("/") || host.contains(" ")) {
      throw new IllegalArgumentException(
          "host '%s' is no host name; write host:port".formatted(host));
    }
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("port %d is not in 1..65535".formatted(port));
    }
  }

  /// Reads `host:port`, or `[address]:port` for an address with colons.
  ///
  /// @throws IllegalArgumentException if the text has another form
  public static NodeAddress parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 1 || !text.substring(colon + 1).matches("[0-9]{1,5}")) {
      throw new IllegalArgumentException("'%s' is not host:port".formatted(text));
    }
    String host = text.substring(0, colon);
    boolean inBrackets = host.startsWith("[") && host.endsWith("]");
    if (!inBrackets && host.contains(":")) {
      throw new IllegalArgumentException(
          "'%s' is not host:port; write [address]:port".formatted(text));
    }
    return new NodeAddress(
        inBrackets ? host.substring(1, host.length() - 1) : host,
        Integer.parseInt(text.substring(colon + 1)));
  }

  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]:" : host + ":") + port;
  }
}
