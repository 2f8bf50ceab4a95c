package io.lockstep.membership;

import com.google.protobuf.InvalidProtocolBufferException;
import io.lockstep.proto.v1.CoordinatorAnswer;
import io.lockstep.proto.v1.CoordinatorQuestion;
import java.io.NotSerializableException;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/// Writes the two messages that cross the cluster as protobuf. A manifest outside this list is
/// refused, so no class is ever chosen by data.
final class SeatSerializer extends SerializerWithStringManifest {

  /// Free in Pekko's numbering, which keeps 0 to 40 for itself.
  static final int IDENTIFIER = 7_101;

  private static final String QUESTION = "q1";
  private static final String ANSWER = "a1";

  private final ActorRefResolver references;

  /// Called by Pekko.
  SeatSerializer(ExtendedActorSystem system) {
    this.references = ActorRefResolver.get(Adapter.toTyped(system));
  }

  @Override
  public int identifier() {
    return IDENTIFIER;
  }

  @Override
  public String manifest(Object message) {
    return switch (message) {
      case WhereIsCoordinator _ -> QUESTION;
      case CoordinatorIsAt _ -> ANSWER;
      default ->
          throw new IllegalArgumentException("no message of the seat: " + message.getClass());
    };
  }

  @Override
  public byte[] toBinary(Object message) {
    return switch (message) {
      case WhereIsCoordinator question ->
          CoordinatorQuestion.newBuilder()
              .setReplyTo(references.toSerializationFormat(question.replyTo()))
              .build()
              .toByteArray();
      case CoordinatorIsAt answer ->
          CoordinatorAnswer.newBuilder()
              .setHost(answer.endpoint().host())
              .setPort(answer.endpoint().port())
              .setTerm(answer.endpoint().term())
              .setRun(answer.endpoint().run())
              .setSeat(references.toSerializationFormat(answer.seat()))
              .build()
              .toByteArray();
      default ->
          throw new IllegalArgumentException("no message of the seat: " + message.getClass());
    };
  }

  @Override
  public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
    try {
      return switch (manifest) {
        case QUESTION -> question(CoordinatorQuestion.parseFrom(bytes));
        case ANSWER -> answer(CoordinatorAnswer.parseFrom(bytes));
        default -> throw new NotSerializableException("no message of the seat: " + manifest);
      };
    } catch (InvalidProtocolBufferException | IllegalArgumentException unreadable) {
      throw new NotSerializableException("%s: %s".formatted(manifest, unreadable.getMessage()));
    }
  }

  private WhereIsCoordinator question(CoordinatorQuestion message) {
    return new WhereIsCoordinator(references.resolveActorRef(message.getReplyTo()));
  }

  private CoordinatorIsAt answer(CoordinatorAnswer message) {
    return new CoordinatorIsAt(
        new Endpoint(message.getHost(), message.getPort(), message.getTerm(), message.getRun()),
        references.resolveActorRef(message.getSeat()));
  }
}
