package io.lockstep.run;

import io.lockstep.layout.ParameterLayout;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// All that is needed to predict from raw data, and to know where the model comes from. The array
/// stays with its owner.
public final class StoredModel {

  private final Description description;
  private final ParameterLayout layout;
  private final float[] parameters;
  private final Provenance provenance;

  /// What surrounds the numbers.
  ///
  /// @param configurationYaml effective configuration of the run; its model section is the
  ///   architecture
  /// @param layers one readable line for each layer
  /// @param encoding how raw rows become features: maps, lists, strings and numbers
  public record Description(
      String configurationYaml, List<String> layers, Map<String, Object> encoding) {

    public Description {
      Objects.requireNonNull(configurationYaml, "it has no configuration");
      layers = List.copyOf(layers);
      encoding = Collections.unmodifiableMap(new LinkedHashMap<>(encoding));
    }
  }

  /// @throws IllegalArgumentException if the parameters do not fill the layout
  public StoredModel(
      Description description, ParameterLayout layout, float[] parameters, Provenance provenance) {
    if (parameters.length != layout.length()) {
      throw new IllegalArgumentException(
          "%d parameters do not fill a layout of %d".formatted(parameters.length, layout.length()));
    }
    this.description = description;
    this.layout = layout;
    this.parameters = parameters;
    this.provenance = provenance;
  }

  /// The same as a copy that lies elsewhere.
  public StoredModel copiedFrom(Provenance.From original) {
    return new StoredModel(description, layout, parameters, provenance.copiedFrom(original));
  }

  public String configurationYaml() {
    return description.configurationYaml();
  }

  public List<String> layers() {
    return description.layers();
  }

  public Map<String, Object> encoding() {
    return description.encoding();
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
