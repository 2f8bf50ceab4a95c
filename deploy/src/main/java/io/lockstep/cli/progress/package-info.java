/// What a person sees of a run: the table of layers, a row for each epoch that is told of, and on a
/// terminal a line that is redrawn below them. In: a [io.lockstep.training.ProgressGauge] and the
/// metrics of epochs. Out: text on stderr. Drawn by a virtual thread, fed by the thread that drives
/// the run. May import: common.
package io.lockstep.cli.progress;
