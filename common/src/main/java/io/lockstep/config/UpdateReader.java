package io.lockstep.config;

import io.lockstep.failure.Figure;
import java.util.List;

/// Reads what becomes of a gradient before the optimiser has it: `train.clip` and `train.penalty`.
final class UpdateReader {

  private static final List<String> CLIP_KEYS = List.of("value", "norm");
  private static final List<String> PENALTY_KEYS = List.of("l1", "l2", "decay", "tensors");

  private UpdateReader() {}

  static ClipSection clip(Fields train) {
    if (isNone(train, "clip")) {
      return ClipSection.NONE;
    }
    if (train.find("clip").orElse(null) instanceof Value.Scalar bound && isNumber(bound)) {
      throw Refusal.because(
          "train.clip is %s, without a word of what may not be larger".formatted(bound.shown()),
          bound.place(),
          bound.place().startsWith(Refusal.SET)
              ? "%strain.clip.norm=%s, or train.clip.value for each number by itself"
                  .formatted(Refusal.SET, bound.text())
              : "clip: { norm: %1$s }, or clip: { value: %1$s } for each number by itself"
                  .formatted(bound.text()));
    }
    Fields clip = train.section("clip", CLIP_KEYS);
    return new ClipSection(
        clip.zeroOrMoreFloat("value", ClipSection.NONE.value()),
        clip.zeroOrMoreFloat("norm", ClipSection.NONE.norm()));
  }

  private static boolean isNone(Fields train, String key) {
    return train.find(key).orElse(null) instanceof Value.Scalar word && word.isNone();
  }

  private static boolean isNumber(Value.Scalar bound) {
    return !bound.text().isEmpty() && Character.isDigit(bound.text().charAt(0));
  }

  /// @param optimizer whose rate a decoupled decay is multiplied by
  static PenaltySection penalty(Fields train, OptimizerSpec optimizer) {
    if (isNone(train, "penalty")) {
      return PenaltySection.NONE;
    }
    Fields penalty = train.section("penalty", PENALTY_KEYS);
    double decay = penalty.zeroOrMoreFloat("decay", PenaltySection.NONE.decay());
    refuseOvershoot(penalty, "decay", decay, optimizer.learningRate());
    return new PenaltySection(
        penalty.zeroOrMoreFloat("l1", PenaltySection.NONE.l1()),
        penalty.zeroOrMoreFloat("l2", PenaltySection.NONE.l2()),
        decay,
        penalty.choice("tensors", PenaltySection.Tensors.class, PenaltySection.NONE.tensors()));
  }

  /// A decoupled decay takes its share of each parameter: all of it, or more, leaves nothing of
  /// what was learnt.
  static void refuseOvershoot(Fields fields, String key, double decay, double rate) {
    if (fields.has(key) && decay * rate >= 1) {
      throw Refusal.because(
          "%s is %s: times the learning rate of %s a step takes %s of each parameter"
              .formatted(
                  fields.path(key),
                  Figure.of(decay),
                  Figure.of(rate),
                  decay * rate == 1 ? "all" : Figure.rounded(decay * rate) + " times as much"),
          fields.required(key).place(),
          "make it far smaller, such as 0.01");
    }
  }
}
