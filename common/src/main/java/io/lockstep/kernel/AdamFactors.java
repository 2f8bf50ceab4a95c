package io.lockstep.kernel;

/// The numbers of one Adam update, the same for every element. Mutable, so that a step allocates
/// nothing; one thread at a time.
public final class AdamFactors {

  /// Learning rate over `1 - β1^t`.
  public float rate;

  /// What the gradient itself is multiplied by beside the moment: Nadam alone.
  public float gradientRate;

  /// `1 / √(1 - β2^t)`.
  public float rootFactor;

  /// `β1`, and `1 - β1`.
  public float keepFirst;

  public float takeFirst;

  /// `β2`, and `1 - β2`.
  public float keepSecond;

  public float takeSecond;
  public float epsilon;

  /// Weight decay added to the gradient.
  public float gradientDecay;

  /// What the parameter is multiplied by first: decoupled weight decay.
  public float keep;
}
