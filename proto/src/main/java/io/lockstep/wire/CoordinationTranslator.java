package io.lockstep.wire;

import io.lockstep.proto.v1.RegisterReply;
import io.lockstep.proto.v1.StatusReply;
import java.util.OptionalDouble;

/// Between the records and the messages of the unary calls.
final class CoordinationTranslator {

  private CoordinationTranslator() {}

  static io.lockstep.proto.v1.Handshake message(Handshake handshake) {
    return io.lockstep.proto.v1.Handshake.newBuilder()
        .setProtocolVersion(handshake.protocolVersion())
        .setBuildVersion(handshake.buildVersion())
        .setConfigurationHash(handshake.configurationHash())
        .putAllConfiguration(handshake.configuration())
        .setDataFingerprint(handshake.dataFingerprint())
        .setParameterCount(handshake.parameterCount())
        .setLayoutHash(handshake.layoutHash())
        .setLanes(handshake.lanes())
        .setWorker(handshake.worker())
        .setHost(handshake.host())
        .setProcess(handshake.process())
        .build();
  }

  /// @throws IllegalArgumentException if a number is impossible
  static Handshake handshake(io.lockstep.proto.v1.Handshake message) {
    return new Handshake(
        message.getProtocolVersion(),
        message.getBuildVersion(),
        message.getConfigurationHash(),
        message.getConfigurationMap(),
        message.getDataFingerprint(),
        message.getParameterCount(),
        message.getLayoutHash(),
        message.getLanes(),
        message.getWorker(),
        message.getHost(),
        message.getProcess());
  }

  static RegisterReply message(RegisterOutcome outcome) {
    return switch (outcome) {
      case RegisterOutcome.Accepted accepted ->
          RegisterReply.newBuilder().setAccepted(message(accepted)).build();
      case RegisterOutcome.Refused refused ->
          RegisterReply.newBuilder().setRefused(message(refused)).build();
      case RegisterOutcome.Later(int seconds, String reason) ->
          RegisterReply.newBuilder()
              .setLater(RegisterReply.Later.newBuilder().setSeconds(seconds).setReason(reason))
              .build();
      case RegisterOutcome.Unreachable unreachable ->
          throw new IllegalArgumentException("not an answer: " + unreachable);
      case Distrust distrust -> throw new IllegalArgumentException("not an answer: " + distrust);
    };
  }

  private static RegisterReply.Accepted message(RegisterOutcome.Accepted accepted) {
    return RegisterReply.Accepted.newBuilder()
        .setRun(accepted.reign().run())
        .setTerm(accepted.reign().term())
        .setWorker(accepted.worker())
        .setVersion(accepted.version())
        .setSteps(accepted.steps())
        .build();
  }

  static RegisterReply.HandshakeRefused message(RegisterOutcome.Refused refused) {
    return RegisterReply.HandshakeRefused.newBuilder()
        .setField(refused.field())
        .setOurs(refused.ours())
        .setTheirs(refused.theirs())
        .build();
  }

  static RegisterOutcome outcome(RegisterReply reply) {
    return switch (reply.getOutcomeCase()) {
      case ACCEPTED -> {
        var accepted = reply.getAccepted();
        yield new RegisterOutcome.Accepted(
            new Reign(accepted.getRun(), accepted.getTerm()),
            accepted.getWorker(),
            accepted.getVersion(),
            accepted.getSteps());
      }
      case REFUSED -> refused(reply.getRefused());
      case LATER ->
          new RegisterOutcome.Later(reply.getLater().getSeconds(), reply.getLater().getReason());
      case OUTCOME_NOT_SET -> new RegisterOutcome.Unreachable("the answer is empty");
    };
  }

  static RegisterOutcome.Refused refused(RegisterReply.HandshakeRefused message) {
    return new RegisterOutcome.Refused(message.getField(), message.getOurs(), message.getTheirs());
  }

  static StatusReply message(StatusReport report) {
    var reply =
        StatusReply.newBuilder()
            .setRun(report.run())
            .setTerm(report.term())
            .setStep(report.step())
            .setSteps(report.steps())
            .setPhase(report.phase())
            .setGeneration(report.generation());
    report.lossNats().ifPresent(reply::setLoss);
    for (StatusReport.Worker worker : report.workers()) {
      reply.addWorkers(
          StatusReply.WorkerStatus.newBuilder()
              .setName(worker.name())
              .setHost(worker.host())
              .setState(worker.state())
              .setStep(worker.step())
              .setExamplesPerSecond(worker.examplesPerSecond()));
    }
    return reply.build();
  }

  static StatusReport report(StatusReply reply) {
    return new StatusReport(
        reply.getRun(),
        reply.getTerm(),
        reply.getStep(),
        reply.getSteps(),
        reply.hasLoss() ? OptionalDouble.of(reply.getLoss()) : OptionalDouble.empty(),
        reply.getPhase(),
        reply.getGeneration(),
        reply.getWorkersList().stream()
            .map(w ->
                new StatusReport.Worker(
                    w.getName(), w.getHost(), w.getState(), w.getStep(), w.getExamplesPerSecond()))
            .toList());
  }
}
