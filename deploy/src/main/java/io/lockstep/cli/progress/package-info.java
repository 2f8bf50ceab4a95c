/// What a person sees of a run: the table of layers, one line per epoch, or a line that is redrawn
/// on a terminal. In: a [io.lockstep.training.ProgressGauge] and the metrics of epochs. Out: text
/// on stderr. Drawn by a thread of the progress bar, fed by the thread that drives the run. May
/// import: common, progressbar.
package io.lockstep.cli.progress;
