package io.lockstep.trust;

import io.lockstep.failure.LockstepException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;

/// What this host shows to others and what it wants to see of them, from files that may be replaced
/// while the process runs: who connects from then on meets the new ones, and a connection that is
/// there stays. Any thread.
public final class Credentials implements AutoCloseable {

  /// Between two looks at the files.
  private static final Duration LOOK = Duration.ofSeconds(5);

  /// How long before the end of a certificate a person is told, and how often from then on.
  static final Duration NOTICE = Duration.ofDays(30);

  private static final Duration REPEAT = Duration.ofDays(1);

  /// Files that are replaced one after the other do not fit together for a moment.
  private static final int LOOKS_UNTIL_TOLD = 2;

  private final CredentialFiles files;
  private final InstantSource clock;
  private volatile Held held;
  private volatile Thread watching;
  private String trouble = "";
  private int looksWithTrouble;
  private Instant warned = Instant.MIN;

  private Credentials(CredentialFiles files, InstantSource clock) {
    this.files = files;
    this.clock = clock;
    this.held = Held.read(files, clock.instant());
  }

  /// @throws io.lockstep.failure.LockstepException with exit code 8 if the files cannot be used
  public static Credentials read(CredentialFiles files) {
    return read(files, InstantSource.system());
  }

  /// @param clock by which certificates are valid, expired, or near their end
  public static Credentials read(CredentialFiles files, InstantSource clock) {
    return new Credentials(files, clock);
  }

  /// For the next connection; another object as soon as other files are held.
  public SSLContext context() {
    return held.context();
  }

  /// The token of the cluster.
  public Token token() {
    return held.token();
  }

  public Instant expires() {
    return held.expires();
  }

  /// What this host may be.
  public Role role() {
    return Role.of(held.own());
  }

  /// Looks at the files from now on, until this is closed.
  ///
  /// @param talk told of new files, of files that cannot be used, and of an end that is near
  public void watch(Consumer<String> talk) {
    Objects.requireNonNull(talk, "talk");
    look(talk);
    watching = Thread.ofVirtual().name("credentials").start(() -> watchOn(talk));
  }

  private void watchOn(Consumer<String> talk) {
    try {
      while (true) {
        Thread.sleep(LOOK);
        look(talk);
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  /// One look.
  synchronized void look(Consumer<String> talk) {
    Instant now = clock.instant();
    renewed(now).ifPresent(talk);
    Optional<String> warning = held.warning(now, NOTICE);
    if (warning.isPresent() && !now.isBefore(warned.plus(REPEAT))) {
      warned = now;
      talk.accept(warning.get());
    }
  }

  private Optional<String> renewed(Instant now) {
    try {
      CredentialFiles.Bytes bytes = files.read();
      if (bytes.isSameAs(held.bytes())) {
        trouble = "";
        return Optional.empty();
      }
      held = Held.of(files, bytes, now);
      trouble = "";
      warned = Instant.MIN;
      return Optional.of(
          "new credentials are in use, valid until %s".formatted(Held.day(held.expires())));
    } catch (LockstepException refused) {
      String found =
          "new credentials cannot be used, the old ones stay: %s (%s)"
              .formatted(refused.failure().error(), refused.failure().cause());
      looksWithTrouble = found.equals(trouble) ? looksWithTrouble + 1 : 1;
      trouble = found;
      return looksWithTrouble == LOOKS_UNTIL_TOLD ? Optional.of(found) : Optional.empty();
    }
  }

  /// Ends the looking.
  @Override
  public void close() {
    Thread thread = watching;
    if (thread != null) {
      thread.interrupt();
    }
  }
}
