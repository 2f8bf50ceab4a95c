package io.lockstep.plot;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;

/// Where a value lies in a picture, and which values are marked.
///
/// @param low value at `from`
/// @param high value at `to`, above `low`
/// @param from pixel of the page
/// @param to pixel of the page; before `from` on an axis that runs upwards
record Axis(Kind kind, double low, double high, double from, double to) {

  /// Largest over smallest value from which on equal ratios, not differences, are equal lengths.
  private static final double RATIO_OF_LOG = 30;

  private static final double PADDING = 0.07;

  /// Of what is counted, so that the first and the last are not on the frame.
  private static final double EDGE = 0.015;

  /// More marks than these are no help.
  private static final int TICKS_MAX = 8;

  /// Less than any value that is told apart from 0.
  private static final double TINY = 1e-30;

  enum Kind {
    LINEAR,
    /// Linear, and only whole numbers are marked.
    WHOLE,
    LOG
  }

  record Tick(double value, double at, String text) {}

  Axis {
    if (!(high > low) || !Double.isFinite(high - low)) {
      throw new IllegalArgumentException("an axis from %s to %s".formatted(low, high));
    }
  }

  /// Holds all finite values with some room around them; by ratios when they are positive and far
  /// from each other.
  static Axis fitting(DoubleStream values, double from, double to) {
    double[] finite = values.filter(Double::isFinite).toArray();
    double least = DoubleStream.of(finite).min().orElse(0);
    double most = DoubleStream.of(finite).max().orElse(1);
    if (least > TINY && most / least >= RATIO_OF_LOG) {
      double room = Math.pow(most / least, PADDING);
      return new Axis(Kind.LOG, least / room, most * room, from, to);
    }
    return padded(Kind.LINEAR, least, most, from, to);
  }

  /// From 0, since a rate is a share of what could be; by ratios when most are small beside the
  /// largest.
  static Axis ofRates(DoubleStream values, double from, double to) {
    double[] sorted = values.filter(Double::isFinite).sorted().toArray();
    double most = sorted.length == 0 ? 1 : sorted[sorted.length - 1];
    double middle = sorted.length == 0 ? 1 : sorted[sorted.length / 2];
    if (most <= 0 || middle * RATIO_OF_LOG < most) {
      return fitting(DoubleStream.of(sorted), from, to);
    }
    return new Axis(Kind.LINEAR, 0, 1.08 * most, from, to);
  }

  /// Linear, with some room on both sides.
  static Axis linear(double least, double most, double from, double to) {
    return padded(Kind.LINEAR, least, most, from, to);
  }

  /// For what is counted from `first` to `last`.
  static Axis counting(double first, double last, double from, double to) {
    double room = last > first ? EDGE * (last - first) : 0.5;
    return new Axis(Kind.WHOLE, first - room, last + room, from, to);
  }

  private static Axis padded(Kind kind, double least, double most, double from, double to) {
    double size = Math.max(Math.abs(least), Math.abs(most));
    double span = most - least;
    double room = span > 1e-12 * size && span > 0 ? PADDING * span : size == 0 ? 1 : size / 2;
    return new Axis(kind, least - room, most + room, from, to);
  }

  double at(double value) {
    double share =
        kind == Kind.LOG
            ? Math.log(value / low) / Math.log(high / low)
            : (value - low) / (high - low);
    return from + share * (to - from);
  }

  /// The value at a pixel.
  double valueAt(double pixel) {
    double share = (pixel - from) / (to - from);
    return kind == Kind.LOG ? low * Math.pow(high / low, share) : low + share * (high - low);
  }

  /// Marks at round values, at least so many pixels from each other.
  List<Tick> ticks(double pixelsApart) {
    int most = (int) Math.clamp(Math.abs(to - from) / pixelsApart, 2, TICKS_MAX);
    return kind == Kind.LOG ? logTicks(most) : linearTicks(most);
  }

  private List<Tick> linearTicks(int most) {
    double step = roundStep((high - low) / most);
    List<Double> values = new ArrayList<>();
    long first = (long) Math.ceil(low / step - 1e-9);
    for (long i = first; i * step <= high + 1e-9 * step; i++) {
      values.add(i * step);
    }
    return named(values, Numeral.ticks(values, step));
  }

  /// 1, 2 or 5 times a power of ten, not below the least.
  private double roundStep(double least) {
    double wanted = kind == Kind.WHOLE ? Math.max(1, least) : least;
    double power = Math.pow(10, Math.floor(Math.log10(wanted)));
    for (double factor : new double[] {1, 2, 5}) {
      if (factor * power >= wanted * (1 - 1e-9)) {
        return factor * power;
      }
    }
    return 10 * power;
  }

  private List<Tick> logTicks(int most) {
    int lowest = (int) Math.floor(Math.log10(low));
    int highest = (int) Math.ceil(Math.log10(high));
    List<Double> values = new ArrayList<>();
    for (double[] factors : new double[][] {{1, 2, 5}, {1, 3}, {1}}) {
      values = multiples(lowest, highest, factors, 1);
      if (values.size() <= most) {
        return named(values, values.stream().map(Numeral::figure).toList());
      }
    }
    int every = Math.ceilDiv(values.size(), most);
    values = multiples(lowest, highest, new double[] {1}, every);
    return named(values, values.stream().map(Numeral::figure).toList());
  }

  private List<Double> multiples(int lowest, int highest, double[] factors, int every) {
    List<Double> values = new ArrayList<>();
    for (int power = lowest; power <= highest; power++) {
      for (double factor : factors) {
        double value = factor * Math.pow(10, power);
        if (power % every == 0 && value >= low && value <= high) {
          values.add(value);
        }
      }
    }
    return values;
  }

  private List<Tick> named(List<Double> values, List<String> texts) {
    List<Tick> ticks = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      ticks.add(new Tick(values.get(i), at(values.get(i)), texts.get(i)));
    }
    return ticks;
  }
}
