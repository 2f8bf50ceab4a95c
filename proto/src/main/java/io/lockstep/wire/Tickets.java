package io.lockstep.wire;

import io.grpc.Metadata;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/// Ties streams to registrations: who registers is given a ticket, and a stream speaks for the
/// worker whose ticket it shows and for no other, whatever it says and whichever way it comes. Any
/// thread.
final class Tickets {

  /// With the headers of a stream.
  static final Metadata.Key<String> SHOWN =
      Metadata.Key.of("lockstep-ticket", Metadata.ASCII_STRING_MARSHALLER);

  private static final int BYTES = 16;

  private final SecureRandom random = new SecureRandom();
  private final Map<String, String> byWorker;

  /// @param most workers of which tickets are kept; of more, the oldest have to register again
  Tickets(int most) {
    byWorker =
        new LinkedHashMap<>() {
          @Override
          protected boolean removeEldestEntry(Map.Entry<String, String> oldest) {
            return size() > most;
          }
        };
  }

  /// A new one; that of an earlier registration under this name is good for nothing any more.
  synchronized String issue(String worker) {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    String ticket = HexFormat.of().formatHex(bytes);
    byWorker.remove(worker);
    byWorker.put(worker, ticket);
    return ticket;
  }

  /// @param shown null when none was
  synchronized boolean admits(String worker, String shown) {
    String issued = byWorker.get(worker);
    return issued != null
        && shown != null
        && MessageDigest.isEqual(
            issued.getBytes(StandardCharsets.US_ASCII), shown.getBytes(StandardCharsets.UTF_8));
  }
}
