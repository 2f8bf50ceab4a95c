package io.lockstep.coordinator;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.training.PreparedRun;
import io.lockstep.wire.ChunkPool;
import io.lockstep.wire.CoordinatorFrame;
import io.lockstep.wire.Endpoint;
import io.lockstep.wire.FollowerFrame;
import io.lockstep.wire.FrameSink;
import io.lockstep.wire.Handshake;
import io.lockstep.wire.Introduction;
import io.lockstep.wire.LeaderAnswer;
import io.lockstep.wire.LeaderFrame;
import io.lockstep.wire.LeaderQuestion;
import io.lockstep.wire.NodeAddress;
import io.lockstep.wire.Outbox;
import io.lockstep.wire.RegisterOutcome;
import io.lockstep.wire.RunDesk;
import io.lockstep.wire.Sessions;
import io.lockstep.wire.StatusReport;
import io.lockstep.wire.WireLimits;
import io.lockstep.wire.WireSecurity;
import io.lockstep.wire.WireServer;
import io.lockstep.wire.WorkerFrame;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.UUID;

/// The one port of a coordinator that workers dial, open from the start of its process to its end,
/// whether it leads or not. It tells everybody who leads; while a run is led here, workers are let
/// in. Any thread.
public final class CoordinatorPort implements AutoCloseable {

  private static final String STANDS_BY = "this coordinator does not lead the run";

  private final Identity identity;
  private final Address address;
  private final StatusReport idle;
  private final Handshake introduction;
  private final long process;
  private final WireServer server;
  private volatile Optional<Seated> seated = Optional.empty();
  private volatile Optional<Reigning> reigning = Optional.empty();
  private volatile Optional<NodeAddress> membership = Optional.empty();
  private volatile Optional<Endpoint> leaderElsewhere = Optional.empty();

  /// Where workers reach this coordinator.
  ///
  /// @param host that workers dial, and that is listened on
  /// @param port of gRPC, or 0 for any free one
  /// @param security of whatever comes there, and of questions to others
  public record Address(String host, int port, WireSecurity security) {}

  /// What the coordinators of one cluster have in common, and the name of this one.
  ///
  /// @param pace of their membership, or [#ALONE]
  public record Identity(String cluster, String node, String pace) {

    /// Instead of the pace of a coordinator that knows of no others: told to those that list it.
    public static final String ALONE = "none: it was started without the others in --coordinators";
  }

  private record Reigning(WorkerSessions sessions, Followers followers, Endpoint endpoint) {}

  /// The seat of a cluster that takes runs.
  private record Seated(Endpoint endpoint, RunDesk desk) {}

  private CoordinatorPort(
      Identity identity,
      Address address,
      Handshake introduction,
      StatusReport idle,
      WireLimits limits) {
    this.idle = idle;
    this.identity = identity;
    this.address = address;
    this.introduction = introduction;
    this.process = introduction.process();
    InetSocketAddress bind = new InetSocketAddress(address.host(), address.port());
    if (bind.isUnresolved()) {
      throw Failure.of(ExitCode.USAGE, "the host name of this node is unknown: " + address.host())
          .at("--host " + address.host())
          .advising("a name that this machine can look up, or an address")
          .exception();
    }
    this.server = WireServer.start(bind, new Door(), limits, address.security());
  }

  /// Listens from now on, for one run.
  ///
  /// @throws io.lockstep.failure.LockstepException if the port is in use, the host is not ours, or
  ///   nothing protects it
  public static CoordinatorPort open(PreparedRun run, Identity identity, Address address) {
    long process = UUID.randomUUID().getMostSignificantBits();
    return new CoordinatorPort(
        identity,
        address,
        Introduction.of(run, 1, identity.node(), address.host(), process),
        idle(run.configuration().run().name(), run.lastStep()),
        limits(run));
  }

  /// Listens from now on, for one run after the other.
  ///
  /// @throws io.lockstep.failure.LockstepException if the port is in use or the host is not ours
  public static CoordinatorPort standing(Identity identity, Address address) {
    long process = UUID.randomUUID().getMostSignificantBits();
    return new CoordinatorPort(
        identity,
        address,
        Introduction.standing(identity.node(), address.host(), process),
        idle("", 0),
        WireLimits.ofNoRun());
  }

  private static WireLimits limits(PreparedRun run) {
    return WireLimits.of(run.configuration(), run.network().layout().length());
  }

  private static StatusReport idle(String run, long steps) {
    return new StatusReport(run, 0, 0, steps, OptionalDouble.empty(), "", 0, List.of());
  }

  /// Streams of workers are held to what this run needs, from now on.
  public void makeRoomFor(PreparedRun run) {
    server.holdTo(limits(run));
  }

  /// From now on runs are taken here.
  public Endpoint seats(RunDesk desk, long term) {
    Endpoint endpoint = new Endpoint(address.host(), server.port(), term, "");
    seated = Optional.of(new Seated(endpoint, desk));
    return endpoint;
  }

  /// From now on no run is taken here.
  public void unseats() {
    seated = Optional.empty();
  }

  /// Where it listens.
  public NodeAddress address() {
    return new NodeAddress(address.host(), server.port());
  }

  /// Name of this coordinator.
  public String node() {
    return identity.node();
  }

  /// Of this port, and of questions to others.
  public WireSecurity security() {
    return address.security();
  }

  /// Told with every answer, so that a process that asks itself knows it.
  public long process() {
    return process;
  }

  /// What this coordinator asks others of its kind.
  public LeaderQuestion question() {
    return LeaderQuestion.ofCoordinator(identity.cluster(), identity.pace(), introduction);
  }

  /// Where other coordinators join through this one; empty while they cannot.
  public void memberAt(Optional<NodeAddress> at) {
    membership = at;
  }

  /// Who leads, when it is not this one.
  public void heardOf(Optional<Endpoint> leader) {
    leaderElsewhere = leader;
  }

  /// From now on workers are let in.
  ///
  /// @param followers let stand-bys in
  Endpoint reigns(WorkerSessions sessions, Followers followers, long term, String runName) {
    Endpoint endpoint = new Endpoint(address.host(), server.port(), term, runName);
    reigning = Optional.of(new Reigning(sessions, followers, endpoint));
    return endpoint;
  }

  /// From now on no worker is let in.
  void abdicates() {
    reigning = Optional.empty();
  }

  /// Buffers that frames arrive in; also good for what is sent.
  ChunkPool pool() {
    return server.pool();
  }

  /// Ends all streams, after the last words on their way, and stops listening.
  @Override
  public void close() {
    server.close();
  }

  private final class Door implements Sessions {

    @Override
    public LeaderAnswer leader(LeaderQuestion question) {
      Optional<RegisterOutcome.Refused> difference = differenceOf(question);
      if (difference.isPresent()) {
        return new LeaderAnswer.Refused(difference.get());
      }
      Optional<Endpoint> here =
          reigning.map(Reigning::endpoint).or(() -> seated.map(Seated::endpoint));
      LeaderAnswer.Standing standing =
          here.isPresent()
              ? LeaderAnswer.Standing.LEADING
              : membership.isPresent()
                  ? LeaderAnswer.Standing.MEMBER
                  : LeaderAnswer.Standing.LOOKING;
      return new LeaderAnswer.Here(
          new LeaderAnswer.Who(identity.node(), process),
          standing,
          membership,
          here.or(() -> leaderElsewhere));
    }

    private Optional<RegisterOutcome.Refused> differenceOf(LeaderQuestion question) {
      if (!question.cluster().equals(identity.cluster())) {
        return Optional.of(
            new RegisterOutcome.Refused("cluster", identity.cluster(), question.cluster()));
      }
      if (question.introduction().isEmpty()) {
        return Optional.empty();
      }
      if (!question.pace().equals(identity.pace())) {
        return Optional.of(new RegisterOutcome.Refused("pace", identity.pace(), question.pace()));
      }
      return question.introduction().get().differenceFrom(introduction);
    }

    @Override
    public RegisterOutcome register(Handshake handshake) {
      return reigning
          .map(here -> here.sessions().register(handshake))
          .orElseGet(() -> new RegisterOutcome.Unreachable(STANDS_BY));
    }

    @Override
    public FrameSink<WorkerFrame> opened(String worker, Outbox<CoordinatorFrame> outbox) {
      Optional<Reigning> here = reigning;
      if (here.isPresent()) {
        return here.get().sessions().opened(worker, outbox);
      }
      outbox.close(STANDS_BY);
      return FrameSink.ignoring();
    }

    @Override
    public FrameSink<FollowerFrame> followed(
        FollowerFrame.Follow follow, Outbox<LeaderFrame> outbox) {
      Optional<Reigning> here =
          reigning.filter(reign -> reign.endpoint().run().equals(follow.run()));
      if (here.isEmpty()) {
        outbox.close("run %s is not led here".formatted(follow.run()));
        return FrameSink.ignoring();
      }
      return new FollowerStream(follow.node(), outbox, here.get().followers());
    }

    @Override
    public StatusReport status() {
      return reigning
          .map(here -> here.sessions().status())
          .or(() -> seated.map(here -> idle.inTerm(here.endpoint().term())))
          .orElse(idle);
    }

    @Override
    public Optional<RunDesk> desk() {
      return seated.map(Seated::desk).or(() -> reigning.map(_ -> new ClosedDesk()));
    }
  }
}
