package io.lockstep.membership;

/// What may be told to the seat of the coordinator: [WhereIsCoordinator] from anywhere, and what
/// the seat tells itself.
public interface SeatMessage {}
