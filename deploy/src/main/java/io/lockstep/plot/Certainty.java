package io.lockstep.plot;

/// How a model says how sure it is of a class.
public enum Certainty {
  /// 0 to 1, and 1 over all classes.
  PROBABILITY("probability"),
  /// Of any size: the largest counts.
  SCORE("score");

  private final String word;

  Certainty(String word) {
    this.word = word;
  }

  public String word() {
    return word;
  }
}
