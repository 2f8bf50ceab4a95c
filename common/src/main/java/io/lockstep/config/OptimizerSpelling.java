package io.lockstep.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/// How optimisers are written, by name and settings.
public final class OptimizerSpelling {

  private OptimizerSpelling() {}

  /// In one line, so that the reader gives it back.
  static String text(OptimizerSpec optimizer) {
    return settings(optimizer).entrySet().stream()
        .map(setting -> "%s: %s".formatted(setting.getKey(), setting.getValue()))
        .collect(Collectors.joining(", ", "{ %s: { ".formatted(name(optimizer)), " } }"));
  }

  public static String name(OptimizerSpec optimizer) {
    return switch (optimizer) {
      case OptimizerSpec.Sgd _ -> "sgd";
      case OptimizerSpec.Momentum _ -> "momentum";
      case OptimizerSpec.Nesterov _ -> "nesterov";
      case OptimizerSpec.Adam _ -> "adam";
      case OptimizerSpec.AdamW _ -> "adamw";
      case OptimizerSpec.Adagrad _ -> "adagrad";
      case OptimizerSpec.RmsProp _ -> "rmsprop";
      case OptimizerSpec.Adadelta _ -> "adadelta";
      case OptimizerSpec.Nadam _ -> "nadam";
      case OptimizerSpec.AmsGrad _ -> "amsgrad";
      case OptimizerSpec.Lion _ -> "lion";
      case OptimizerSpec.Lars _ -> "lars";
      case OptimizerSpec.Lamb _ -> "lamb";
    };
  }

  /// By key, in the order in which they are written.
  private static Map<String, Double> settings(OptimizerSpec optimizer) {
    Map<String, Double> settings = new LinkedHashMap<>();
    settings.put("learning-rate", optimizer.learningRate());
    switch (optimizer) {
      case OptimizerSpec.Sgd _ -> {}
      case OptimizerSpec.Momentum(double _, double momentum, double _) ->
          settings.put("momentum", momentum);
      case OptimizerSpec.Nesterov(double _, double momentum, double _) ->
          settings.put("momentum", momentum);
      case OptimizerSpec.Adam adam ->
          betas(settings, adam.beta1(), adam.beta2()).put("epsilon", adam.epsilon());
      case OptimizerSpec.AdamW adam ->
          betas(settings, adam.beta1(), adam.beta2()).put("epsilon", adam.epsilon());
      case OptimizerSpec.Adagrad adagrad -> settings.put("epsilon", adagrad.epsilon());
      case OptimizerSpec.RmsProp rmsprop -> {
        settings.put("rho", rmsprop.rho());
        settings.put("epsilon", rmsprop.epsilon());
        settings.put("momentum", rmsprop.momentum());
      }
      case OptimizerSpec.Adadelta adadelta -> {
        settings.put("rho", adadelta.rho());
        settings.put("epsilon", adadelta.epsilon());
      }
      case OptimizerSpec.Nadam nadam -> {
        betas(settings, nadam.beta1(), nadam.beta2()).put("epsilon", nadam.epsilon());
        settings.put("momentum-decay", nadam.momentumDecay());
      }
      case OptimizerSpec.AmsGrad amsgrad ->
          betas(settings, amsgrad.beta1(), amsgrad.beta2()).put("epsilon", amsgrad.epsilon());
      case OptimizerSpec.Lion lion -> betas(settings, lion.beta1(), lion.beta2());
      case OptimizerSpec.Lars lars -> {
        settings.put("momentum", lars.momentum());
        settings.put("trust", lars.trust());
      }
      case OptimizerSpec.Lamb lamb ->
          betas(settings, lamb.beta1(), lamb.beta2()).put("epsilon", lamb.epsilon());
    }
    settings.put("weight-decay", optimizer.weightDecay());
    return settings;
  }

  private static Map<String, Double> betas(
      Map<String, Double> settings, double beta1, double beta2) {
    settings.put("beta1", beta1);
    settings.put("beta2", beta2);
    return settings;
  }
}
