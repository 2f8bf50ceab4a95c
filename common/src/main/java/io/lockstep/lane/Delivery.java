package io.lockstep.lane;

import io.lockstep.model.BackwardOrder;

/// When lanes hand out chunks. Changes no bit.
public enum Delivery {
  /// As soon as a chunk is final, while backward still runs on earlier layers: for sending.
  STREAMED(BackwardOrder.PARAMETERS_FIRST),
  /// As soon as a chunk is final, but none before all lanes are done with the parameters, and none
  /// if the loss is not finite: for updating in place.
  GATHERED(BackwardOrder.INPUTS_FIRST);

  final BackwardOrder order;

  Delivery(BackwardOrder order) {
    this.order = order;
  }
}
