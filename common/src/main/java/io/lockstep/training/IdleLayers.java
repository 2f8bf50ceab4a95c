package io.lockstep.training;

import io.lockstep.config.ActivationSpec;
import io.lockstep.config.InitializerSpec;
import io.lockstep.config.LayerSpec;
import java.util.ArrayList;
import java.util.List;

/// Layers that give what they take, whatever that is, and first values that another model decides.
final class IdleLayers {

  private IdleLayers() {}

  static List<String> notes(List<LayerSpec> layers) {
    List<String> notes = new ArrayList<>();
    addNotes("model.layers", layers, notes);
    return notes;
  }

  /// What is said of the first values of a net that begins with the weights of another one. Of nets
  /// that differ in more than these nothing is: they may follow from an activation.
  ///
  /// @param its layers of the net that has been trained
  static List<String> initializers(List<LayerSpec> layers, List<LayerSpec> its) {
    return layers.equals(its) || !uninitialized(layers).equals(uninitialized(its))
        ? List.of()
        : List.of(
            "the model to begin with has the weights, so init and bias-init of model.layers change nothing");
  }

  private static List<LayerSpec> uninitialized(List<LayerSpec> layers) {
    InitializerSpec none = new InitializerSpec.Constant(0);
    return layers.stream()
        .map(layer ->
            switch (layer) {
              case LayerSpec.Dense(int units, var activation, double slope, var _, var _) ->
                  new LayerSpec.Dense(units, activation, slope, none, none);
              case LayerSpec.Residual(var inner, var activation, double slope, var _, var _) ->
                  new LayerSpec.Residual(uninitialized(inner), activation, slope, none, none);
              case LayerSpec.Activation _,
                  LayerSpec.Dropout _,
                  LayerSpec.Noise _,
                  LayerSpec.Scale _,
                  LayerSpec.BatchNorm _,
                  LayerSpec.LayerNorm _ ->
                  layer;
            })
        .toList();
  }

  private static void addNotes(String path, List<LayerSpec> layers, List<String> notes) {
    for (int i = 0; i < layers.size(); i++) {
      String layer = "%s.%d".formatted(path, i);
      switch (layers.get(i)) {
        case LayerSpec.Scale(double factor, double offset) when factor == 1 && offset == 0 ->
            notes.add("%s changes nothing: it is each number times 1".formatted(layer));
        case LayerSpec.Dropout(double rate) when rate == 0 ->
            notes.add("%s changes nothing: it is a dropout of 0".formatted(layer));
        case LayerSpec.Activation(var activation, double _)
            when activation == ActivationSpec.IDENTITY ->
            notes.add("%s changes nothing: identity gives what it takes".formatted(layer));
        case LayerSpec.Residual block -> addNotes(layer + ".residual", block.layers(), notes);
        case LayerSpec.Scale _,
            LayerSpec.Dropout _,
            LayerSpec.Activation _,
            LayerSpec.Dense _,
            LayerSpec.Noise _,
            LayerSpec.BatchNorm _,
            LayerSpec.LayerNorm _ -> {}
      }
    }
  }
}
