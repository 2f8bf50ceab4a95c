package io.lockstep.run;

import io.lockstep.layout.ParameterLayout;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// All that is needed to predict from raw data, and to know where the model comes from. The array
/// stays with its owner.
public final class StoredModel {

  private final String configurationYaml;
  private final List<String> layers;
  private final Map<String, Object> encoding;
  private final ParameterLayout layout;
  private final float[] parameters;
  private final Provenance provenance;

  /// @param configurationYaml effective configuration of the run; its model section is the
  ///   architecture
  /// @param layers one readable line for each layer
  /// @param encoding how raw rows become features: maps, lists, strings and numbers
  /// @throws IllegalArgumentException if the parameters do not fill the layout
  public StoredModel(
      String configurationYaml,
      List<String> layers,
      Map<String, Object> encoding,
      ParameterLayout layout,
      float[] parameters,
      Provenance provenance) {
    if (parameters.length != layout.length()) {
      throw new IllegalArgumentException(
          "%d parameters do not fill a layout of %d".formatted(parameters.length, layout.length()));
    }
    this.configurationYaml = configurationYaml;
    this.layers = List.copyOf(layers);
    this.encoding = Collections.unmodifiableMap(new LinkedHashMap<>(encoding));
    this.layout = layout;
    this.parameters = parameters;
    this.provenance = provenance;
  }

  public String configurationYaml() {
    return configurationYaml;
  }

  public List<String> layers() {
    return layers;
  }

  public Map<String, Object> encoding() {
    return encoding;
  }

  public ParameterLayout layout() {
    return layout;
  }

  /// The flat vector itself, not a copy.
  public float[] parameters() {
    return parameters;
  }

  public Provenance provenance() {
    return provenance;
  }
}
