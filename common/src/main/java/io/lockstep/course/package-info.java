/// The course of a run: which rate each step has, whether another follows, which version is the
/// best. In: the configuration, the number of a step, the metrics of an epoch that has ended. Out:
/// a rate, the next [CourseState], what it says about going on. Pure functions on any thread; the
/// state is small and part of every checkpoint, so a run that goes on has the same course to the
/// bit. May import: config, failure, the JDK.
package io.lockstep.course;
