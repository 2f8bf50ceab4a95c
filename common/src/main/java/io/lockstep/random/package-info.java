/// Counter-based random numbers: the value drawn depends on what it is for, never on who draws it
/// or when. In: seed, purpose, counters. Out: words, uniform and normal numbers, the order of an
/// epoch. Stateless or immutable, any thread; only + - * / and sqrt, so every machine draws the
/// same bits. May import: the JDK.
package io.lockstep.random;
