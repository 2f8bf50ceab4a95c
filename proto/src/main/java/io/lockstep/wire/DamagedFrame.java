package io.lockstep.wire;

/// Received, never sent: a frame whose checksum does not fit. What it carried is gone.
sealed interface DamagedFrame
    permits WorkerFrame.Damaged, CoordinatorFrame.Damaged, LeaderFrame.Damaged {}
