package io.lockstep.plot;

/// What a picture is drawn on.
public enum Look {
  LIGHT(Theme.LIGHT),
  DARK(Theme.DARK);

  private final Theme theme;

  Look(Theme theme) {
    this.theme = theme;
  }

  Theme theme() {
    return theme;
  }
}
