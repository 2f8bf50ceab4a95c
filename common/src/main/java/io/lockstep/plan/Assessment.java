package io.lockstep.plan;

import io.lockstep.shard.Part;

/// A version, and the part of the data on which it is measured for the end of a run.
public record Assessment(long version, Part part) {}
