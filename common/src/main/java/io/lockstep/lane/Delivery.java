package io.lockstep.lane;

/// When lanes hand out chunks. Changes no bit.
public enum Delivery {
  /// As soon as a chunk is final, while backward still runs on earlier layers: for sending.
  STREAMED,
  /// When all lanes are done, shared out among them evenly: for updating in place.
  GATHERED
}
