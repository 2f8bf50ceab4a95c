/// A worker: receives versions, computes its share of each batch with its lanes, streams gradients
/// back. In: frames of the coordinator. Out: frames to it. Frames come on a thread of the wire,
/// blocks are computed on the thread of lane 0, decisions are made under one lock. May import:
/// common, proto, SLF4J.
package io.lockstep.worker;
