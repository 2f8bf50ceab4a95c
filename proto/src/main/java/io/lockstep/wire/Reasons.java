package io.lockstep.wire;

import io.grpc.Status;

/// Turns a gRPC status into one line for people.
final class Reasons {

  private Reasons() {}

  static String of(Status status) {
    var reason = new StringBuilder();
    if (!status.isOk()) {
      reason.append(status.getCode().name().toLowerCase(java.util.Locale.ROOT).replace('_', ' '));
    }
    append(reason, status.getDescription());
    Throwable cause = status.getCause();
    while (cause != null && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause != null) {
      append(reason, cause.getMessage());
    }
    return reason.isEmpty() ? "closed by the coordinator" : reason.toString();
  }

  private static void append(StringBuilder reason, String text) {
    if (text == null || text.isEmpty() || reason.indexOf(text) >= 0) {
      return;
    }
    if (!reason.isEmpty()) {
      reason.append(": ");
    }
    reason.append(text);
  }
}
