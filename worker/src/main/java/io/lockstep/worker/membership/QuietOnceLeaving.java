package io.lockstep.worker.membership;

import io.lockstep.failure.Failure;
import io.lockstep.membership.Endpoint;
import java.util.Objects;

/// A node that leaves sees the seat end as well; that is no news for its listener.
final class QuietOnceLeaving implements CoordinatorListener {

  private final CoordinatorListener listener;
  private volatile boolean leaving;

  QuietOnceLeaving(CoordinatorListener listener) {
    this.listener = Objects.requireNonNull(listener, "listener");
  }

  void leave() {
    leaving = true;
  }

  @Override
  public void coordinatorAt(Endpoint endpoint) {
    if (!leaving) {
      listener.coordinatorAt(endpoint);
    }
  }

  @Override
  public void coordinatorGone() {
    if (!leaving) {
      listener.coordinatorGone();
    }
  }

  @Override
  public void castOut(Failure failure) {
    if (!leaving) {
      listener.castOut(failure);
    }
  }
}
