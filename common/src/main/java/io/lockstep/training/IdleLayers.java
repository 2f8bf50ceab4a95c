package io.lockstep.training;

import io.lockstep.config.ActivationSpec;
import io.lockstep.config.LayerSpec;
import java.util.ArrayList;
import java.util.List;

/// Layers that give what they take, whatever that is.
final class IdleLayers {

  private IdleLayers() {}

  static List<String> notes(List<LayerSpec> layers) {
    List<String> notes = new ArrayList<>();
    addNotes("model.layers", layers, notes);
    return notes;
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
