/// A run from its configuration to its final weights: what is prepared before the first step, what
/// is recorded on the way, and the loop of local mode. The recorder serves local mode and the
/// coordinator alike. In: a configuration. Out: a run folder and a [TrainingResult]. The caller's
/// thread drives the steps; checkpoints are written on a virtual thread. May import: everything
/// else in this module, slf4j.
package io.lockstep.training;
