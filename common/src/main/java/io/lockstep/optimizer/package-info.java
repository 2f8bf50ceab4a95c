/// Optimisers: how a mean gradient changes the parameters. In: slices of the flat parameter and
/// gradient vectors and the step. Out: the slice updated in place, with moments kept in the same
/// layout. Element-wise without `fma`, so any split into slices gives the same bits; disjoint
/// slices may be updated by different threads. May import: config, kernel, the JDK.
package io.lockstep.optimizer;
