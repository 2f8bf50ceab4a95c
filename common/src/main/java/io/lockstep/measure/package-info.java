/// What a version is worth: sums over examples that add up in the reduction tree, and the figures
/// that follow from them. In: rows of outputs and targets, block by block. Out: a [Tally] of each
/// block, and [Findings] of all of them, with the same bits whoever has measured what. Any thread;
/// a tally belongs to one at a time. May import: the JDK.
package io.lockstep.measure;
