package io.lockstep.plot;

import io.lockstep.plot.canvas.Picture;

/// A picture with the numbers behind it.
///
/// @param name of its files, without an ending
public record Figure(String name, Picture picture, DataTable data) {}
