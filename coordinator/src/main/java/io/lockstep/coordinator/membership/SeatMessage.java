package io.lockstep.coordinator.membership;

/// What may be told to the seat of the coordinator; nothing of it crosses the network.
interface SeatMessage {}
