/// Initial values of tensors. In: how a tensor is to be filled, its fans and a key. Out: the slice
/// of the flat vector, filled; each element depends on its index and the key only. Runs once at
/// start on the caller's thread. May import: config, random, the JDK.
package io.lockstep.initializer;
