package io.lockstep.plot.canvas;

import java.util.List;

/// A whole picture. The later marks cover the earlier ones.
///
/// @param title what a reader who does not see it is told
/// @param width in pixels of the page
/// @param height in pixels of the page
/// @param paper behind all marks, not seen through: so it reads on any page
public record Picture(String title, double width, double height, Ink paper, List<Mark> marks) {

  public Picture {
    marks = List.copyOf(marks);
  }
}
