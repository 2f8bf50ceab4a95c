/// Pictures as lists of marks, and their two renderings. In: marks in a plane whose unit is a pixel
/// of a page. Out: SVG text, PNG bytes. Letters are measured and drawn from outlines of our own, so
/// that a picture is the same on a machine without fonts or a display. Pure, any thread. May
/// import: the JDK.
package io.lockstep.plot.canvas;
