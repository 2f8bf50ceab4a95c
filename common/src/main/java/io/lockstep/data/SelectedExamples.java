package io.lockstep.data;

/// Some examples of a larger set, without copying them.
final class SelectedExamples implements Examples {

  private final Examples all;
  private final int[] selected;

  /// @param selected indices into `all`; kept, not copied
  SelectedExamples(Examples all, int[] selected) {
    this.all = all;
    this.selected = selected;
  }

  @Override
  public int count() {
    return selected.length;
  }

  @Override
  public int featureWidth() {
    return all.featureWidth();
  }

  @Override
  public int targetWidth() {
    return all.targetWidth();
  }

  @Override
  public void features(int example, float[] target, int offset) {
    all.features(selected[example], target, offset);
  }

  @Override
  public void target(int example, float[] target, int offset) {
    all.target(selected[example], target, offset);
  }
}
