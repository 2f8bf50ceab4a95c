package io.lockstep.measure;

/// What a number that a net is taught, or gives, is in the file.
public interface Unit {

  /// The same.
  Unit SAME = new Same();

  double outside(double inside);

  record Same() implements Unit {
    @Override
    public double outside(double inside) {
      return inside;
    }
  }
}
