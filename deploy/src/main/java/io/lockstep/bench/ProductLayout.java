package io.lockstep.bench;

/// The three matrix products of a dense layer, and the third as training runs it: cut into shards
/// whose results are added in the tree.
enum ProductLayout {
  FORWARD("Y=XW+b"),
  INPUT_GRADIENT("dX=dY·Wt"),
  WEIGHT_GRADIENT("dW=Xt·dY"),
  WEIGHT_GRADIENT_OF_SHARDS("dW, tree");

  private final String formula;

  ProductLayout(String formula) {
    this.formula = formula;
  }

  String formula() {
    return formula;
  }
}
