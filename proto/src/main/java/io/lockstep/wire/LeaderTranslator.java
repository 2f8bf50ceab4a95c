package io.lockstep.wire;

import io.lockstep.proto.v1.LeaderAnswer.Reigning;
import io.lockstep.proto.v1.LeaderAnswer.Standing;
import io.lockstep.wire.LeaderAnswer.Here;
import java.util.Optional;

/// Between the records and the messages of the question who leads.
final class LeaderTranslator {

  private LeaderTranslator() {}

  static io.lockstep.proto.v1.LeaderQuestion message(LeaderQuestion question) {
    var message =
        io.lockstep.proto.v1.LeaderQuestion.newBuilder()
            .setCluster(question.cluster())
            .setPace(question.pace());
    question.introduction().map(CoordinationTranslator::message).ifPresent(message::setCoordinator);
    return message.build();
  }

  /// @throws IllegalArgumentException if a number is impossible
  static LeaderQuestion question(io.lockstep.proto.v1.LeaderQuestion message) {
    return new LeaderQuestion(
        message.getCluster(),
        message.getPace(),
        message.hasCoordinator()
            ? Optional.of(CoordinationTranslator.handshake(message.getCoordinator()))
            : Optional.empty());
  }

  static io.lockstep.proto.v1.LeaderAnswer message(LeaderAnswer answer) {
    var message = io.lockstep.proto.v1.LeaderAnswer.newBuilder();
    return switch (answer) {
      case Here here -> message.setHere(message(here)).build();
      case LeaderAnswer.Refused(RegisterOutcome.Refused difference) ->
          message.setRefused(CoordinationTranslator.message(difference)).build();
      case Distrust distrust -> throw new IllegalArgumentException("not an answer: " + distrust);
    };
  }

  private static io.lockstep.proto.v1.LeaderAnswer.Here message(Here here) {
    var message =
        io.lockstep.proto.v1.LeaderAnswer.Here.newBuilder()
            .setNode(here.who().node())
            .setProcess(here.who().process())
            .setStanding(Standing.valueOf(here.standing().name()));
    here.membership()
        .ifPresent(at -> message.setMembershipHost(at.host()).setMembershipPort(at.port()));
    here.leader()
        .ifPresent(leader ->
            message.setLeader(
                Reigning.newBuilder()
                    .setHost(leader.host())
                    .setPort(leader.port())
                    .setTerm(leader.term())
                    .setRun(leader.run())));
    return message.build();
  }

  /// @throws IllegalArgumentException if the message is no answer
  static LeaderAnswer answer(io.lockstep.proto.v1.LeaderAnswer message) {
    return switch (message.getOutcomeCase()) {
      case HERE -> here(message.getHere());
      case REFUSED ->
          new LeaderAnswer.Refused(CoordinationTranslator.refused(message.getRefused()));
      case OUTCOME_NOT_SET -> throw new IllegalArgumentException("the answer is empty");
    };
  }

  private static Here here(io.lockstep.proto.v1.LeaderAnswer.Here message) {
    return new Here(
        new LeaderAnswer.Who(message.getNode(), message.getProcess()),
        switch (message.getStanding()) {
          case LOOKING -> LeaderAnswer.Standing.LOOKING;
          case MEMBER -> LeaderAnswer.Standing.MEMBER;
          case LEADING -> LeaderAnswer.Standing.LEADING;
          case STANDING_UNKNOWN, UNRECOGNIZED ->
              throw new IllegalArgumentException("a standing that this version does not know");
        },
        message.getMembershipPort() == 0
            ? Optional.empty()
            : Optional.of(
                new NodeAddress(message.getMembershipHost(), message.getMembershipPort())),
        message.hasLeader() ? Optional.of(endpoint(message.getLeader())) : Optional.empty());
  }

  private static Endpoint endpoint(Reigning message) {
    return new Endpoint(message.getHost(), message.getPort(), message.getTerm(), message.getRun());
  }
}
