/// The pictures of a run and of the catalogue: what stands in each, and where. In: plain numbers
/// and names. Out: a picture and the table behind it. Never used while a step is computed. Pure, on
/// the caller's thread. May import: plot.canvas.
package io.lockstep.plot;
