package io.lockstep.kernel;

import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// The fast twin of [ScalarUpdates]: whole vectors first, then the rest as that does it. Plain
/// loops stay plain where the compiler makes vectors of them itself.
final class VectorUpdates implements Updates {

  static final VectorUpdates INSTANCE = new VectorUpdates();

  private static final ScalarUpdates SCALAR = ScalarUpdates.INSTANCE;
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  private VectorUpdates() {}

  @Override
  public void sgd(float rate, float decay, float[] w, int wAt, float[] g, int gAt, int length) {
    SCALAR.sgd(rate, decay, w, wAt, g, gAt, length);
  }

  @Override
  public void momentum(
      float rate,
      float momentum,
      float decay,
      float[] w,
      int wAt,
      float[] v,
      int vAt,
      float[] g,
      int gAt,
      int length) {
    int whole = SPECIES.loopBound(length);
    for (int i = 0; i < whole; i += LANES) {
      FloatVector x = fromArray(SPECIES, w, wAt + i);
      FloatVector slope = fromArray(SPECIES, g, gAt + i).add(x.mul(decay));
      FloatVector speed = fromArray(SPECIES, v, vAt + i).mul(momentum).add(slope);
      var tiny = speed.abs().compare(LT, Float.MIN_NORMAL);
      speed = speed.blend(0f, tiny);
      speed.intoArray(v, vAt + i);
      x.sub(speed.mul(rate)).intoArray(w, wAt + i);
    }
    SCALAR.momentum(
        rate, momentum, decay, w, wAt + whole, v, vAt + whole, g, gAt + whole, length - whole);
  }

  @Override
  public void nesterov(
      float rate,
      float momentum,
      float decay,
      float[] w,
      int wAt,
      float[] v,
      int vAt,
      float[] g,
      int gAt,
      int length) {
    int whole = SPECIES.loopBound(length);
    for (int i = 0; i < whole; i += LANES) {
      FloatVector x = fromArray(SPECIES, w, wAt + i);
      FloatVector slope = fromArray(SPECIES, g, gAt + i).add(x.mul(decay));
      FloatVector speed = fromArray(SPECIES, v, vAt + i).mul(momentum).add(slope);
      speed = speed.blend(0f, speed.abs().compare(LT, Float.MIN_NORMAL));
      speed.intoArray(v, vAt + i);
      x.sub(slope.add(speed.mul(momentum)).mul(rate)).intoArray(w, wAt + i);
    }
    SCALAR.nesterov(
        rate, momentum, decay, w, wAt + whole, v, vAt + whole, g, gAt + whole, length - whole);
  }

  @Override
  public void adam(
      AdamFactors f,
      float[] w,
      int wAt,
      float[] m,
      int mAt,
      float[] v,
      int vAt,
      float[] g,
      int gAt,
      int length) {
    int whole =
        VectorMoments.update(
            VectorMoments.Kin.ADAM, f, w, wAt, m, mAt, v, vAt, v, vAt, g, gAt, length);
    SCALAR.adam(f, w, wAt + whole, m, mAt + whole, v, vAt + whole, g, gAt + whole, length - whole);
  }

  @Override
  public void adagrad(
      float rate,
      float epsilon,
      float decay,
      float[] w,
      int wAt,
      float[] v,
      int vAt,
      float[] g,
      int gAt,
      int length) {
    int whole = SPECIES.loopBound(length);
    for (int i = 0; i < whole; i += LANES) {
      FloatVector x = fromArray(SPECIES, w, wAt + i);
      FloatVector slope = fromArray(SPECIES, g, gAt + i).add(x.mul(decay));
      FloatVector sum = fromArray(SPECIES, v, vAt + i).add(slope.mul(slope));
      sum = sum.blend(0f, sum.abs().compare(LT, Float.MIN_NORMAL));
      sum.intoArray(v, vAt + i);
      x.sub(slope.div(sum.sqrt().add(epsilon)).mul(rate)).intoArray(w, wAt + i);
    }
    SCALAR.adagrad(
        rate, epsilon, decay, w, wAt + whole, v, vAt + whole, g, gAt + whole, length - whole);
  }

  @Override
  public void rmsProp(
      float rate,
      float keep,
      float take,
      float epsilon,
      float decay,
      float[] w,
      int wAt,
      float[] v,
      int vAt,
      float[] g,
      int gAt,
      int length) {
    int whole = SPECIES.loopBound(length);
    for (int i = 0; i < whole; i += LANES) {
      FloatVector x = fromArray(SPECIES, w, wAt + i);
      FloatVector slope = fromArray(SPECIES, g, gAt + i).add(x.mul(decay));
      FloatVector mean = fromArray(SPECIES, v, vAt + i).mul(keep).add(slope.mul(take).mul(slope));
      mean = mean.blend(0f, mean.abs().compare(LT, Float.MIN_NORMAL));
      mean.intoArray(v, vAt + i);
      x.sub(slope.div(mean.sqrt().add(epsilon)).mul(rate)).intoArray(w, wAt + i);
    }
    SCALAR.rmsProp(
        rate,
        keep,
        take,
        epsilon,
        decay,
        w,
        wAt + whole,
        v,
        vAt + whole,
        g,
        gAt + whole,
        length - whole);
  }

  @Override
  public void rmsPropMomentum(
      float rate,
      float keep,
      float take,
      float epsilon,
      float momentum,
      float decay,
      float[] w,
      int wAt,
      float[] v,
      int vAt,
      float[] b,
      int bAt,
      float[] g,
      int gAt,
      int length) {
    int whole = SPECIES.loopBound(length);
    for (int i = 0; i < whole; i += LANES) {
      FloatVector x = fromArray(SPECIES, w, wAt + i);
      FloatVector slope = fromArray(SPECIES, g, gAt + i).add(x.mul(decay));
      FloatVector mean = fromArray(SPECIES, v, vAt + i).mul(keep).add(slope.mul(take).mul(slope));
      mean = mean.blend(0f, mean.abs().compare(LT, Float.MIN_NORMAL));
      mean.intoArray(v, vAt + i);
      FloatVector speed =
          fromArray(SPECIES, b, bAt + i).mul(momentum).add(slope.div(mean.sqrt().add(epsilon)));
      speed = speed.blend(0f, speed.abs().compare(LT, Float.MIN_NORMAL));
      speed.intoArray(b, bAt + i);
      x.sub(speed.mul(rate)).intoArray(w, wAt + i);
    }
    SCALAR.rmsPropMomentum(
        rate,
        keep,
        take,
        epsilon,
        momentum,
        decay,
        w,
        wAt + whole,
        v,
        vAt + whole,
        b,
        bAt + whole,
        g,
        gAt + whole,
        length - whole);
  }

  @Override
  public void adadelta(
      float rate,
      float keep,
      float take,
      float epsilon,
      float decay,
      float[] w,
      int wAt,
      float[] v,
      int vAt,
      float[] u,
      int uAt,
      float[] g,
      int gAt,
      int length) {
    int whole = SPECIES.loopBound(length);
    for (int i = 0; i < whole; i += LANES) {
      FloatVector x = fromArray(SPECIES, w, wAt + i);
      FloatVector slope = fromArray(SPECIES, g, gAt + i).add(x.mul(decay));
      FloatVector mean = fromArray(SPECIES, v, vAt + i).mul(keep).add(slope.mul(take).mul(slope));
      mean = mean.blend(0f, mean.abs().compare(LT, Float.MIN_NORMAL));
      mean.intoArray(v, vAt + i);
      FloatVector changes = fromArray(SPECIES, u, uAt + i);
      FloatVector change = changes.add(epsilon).sqrt().div(mean.add(epsilon).sqrt()).mul(slope);
      changes = changes.mul(keep).add(change.mul(take).mul(change));
      changes = changes.blend(0f, changes.abs().compare(LT, Float.MIN_NORMAL));
      changes.intoArray(u, uAt + i);
      x.sub(change.mul(rate)).intoArray(w, wAt + i);
    }
    SCALAR.adadelta(
        rate,
        keep,
        take,
        epsilon,
        decay,
        w,
        wAt + whole,
        v,
        vAt + whole,
        u,
        uAt + whole,
        g,
        gAt + whole,
        length - whole);
  }

  @Override
  public void nadam(
      AdamFactors f,
      float[] w,
      int wAt,
      float[] m,
      int mAt,
      float[] v,
      int vAt,
      float[] g,
      int gAt,
      int length) {
    int whole =
        VectorMoments.update(
            VectorMoments.Kin.NADAM, f, w, wAt, m, mAt, v, vAt, v, vAt, g, gAt, length);
    SCALAR.nadam(f, w, wAt + whole, m, mAt + whole, v, vAt + whole, g, gAt + whole, length - whole);
  }

  @Override
  public void amsGrad(
      AdamFactors f,
      float[] w,
      int wAt,
      float[] m,
      int mAt,
      float[] v,
      int vAt,
      float[] h,
      int hAt,
      float[] g,
      int gAt,
      int length) {
    int whole =
        VectorMoments.update(
            VectorMoments.Kin.AMSGRAD, f, w, wAt, m, mAt, v, vAt, h, hAt, g, gAt, length);
    SCALAR.amsGrad(
        f,
        w,
        wAt + whole,
        m,
        mAt + whole,
        v,
        vAt + whole,
        h,
        hAt + whole,
        g,
        gAt + whole,
        length - whole);
  }

  @Override
  public void lion(
      AdamFactors f, float[] w, int wAt, float[] m, int mAt, float[] g, int gAt, int length) {
    int whole = SPECIES.loopBound(length);
    for (int i = 0; i < whole; i += LANES) {
      FloatVector slope = fromArray(SPECIES, g, gAt + i);
      FloatVector moment = fromArray(SPECIES, m, mAt + i);
      FloatVector ahead = moment.mul(f.keepFirst).add(slope.mul(f.takeFirst));
      FloatVector sign = FloatVector.zero(SPECIES).blend(1f, ahead.compare(GT, 0f));
      sign = sign.blend(-1f, ahead.compare(LT, 0f));
      FloatVector x = fromArray(SPECIES, w, wAt + i);
      x.mul(f.keep).sub(sign.mul(f.rate)).intoArray(w, wAt + i);
      moment = moment.mul(f.keepSecond).add(slope.mul(f.takeSecond));
      moment = moment.blend(0f, moment.abs().compare(LT, Float.MIN_NORMAL));
      moment.intoArray(m, mAt + i);
    }
    SCALAR.lion(f, w, wAt + whole, m, mAt + whole, g, gAt + whole, length - whole);
  }

  @Override
  public void lars(
      float rate,
      float momentum,
      float decay,
      float[] w,
      int wAt,
      float[] v,
      int vAt,
      float[] g,
      int gAt,
      int length) {
    int whole = SPECIES.loopBound(length);
    for (int i = 0; i < whole; i += LANES) {
      FloatVector x = fromArray(SPECIES, w, wAt + i);
      FloatVector slope = fromArray(SPECIES, g, gAt + i).add(x.mul(decay));
      FloatVector speed = fromArray(SPECIES, v, vAt + i).mul(momentum).add(slope.mul(rate));
      speed = speed.blend(0f, speed.abs().compare(LT, Float.MIN_NORMAL));
      speed.intoArray(v, vAt + i);
      x.sub(speed).intoArray(w, wAt + i);
    }
    SCALAR.lars(
        rate, momentum, decay, w, wAt + whole, v, vAt + whole, g, gAt + whole, length - whole);
  }

  @Override
  public void lambDirection(
      AdamFactors f,
      float[] w,
      int wAt,
      float[] m,
      int mAt,
      float[] v,
      int vAt,
      float[] g,
      int gAt,
      int length) {
    int whole = SPECIES.loopBound(length);
    for (int i = 0; i < whole; i += LANES) {
      FloatVector slope = fromArray(SPECIES, g, gAt + i);
      FloatVector first =
          fromArray(SPECIES, m, mAt + i).mul(f.keepFirst).add(slope.mul(f.takeFirst));
      first = first.blend(0f, first.abs().compare(LT, Float.MIN_NORMAL));
      FloatVector second =
          fromArray(SPECIES, v, vAt + i).mul(f.keepSecond).add(slope.mul(f.takeSecond).mul(slope));
      second = second.blend(0f, second.abs().compare(LT, Float.MIN_NORMAL));
      first.intoArray(m, mAt + i);
      second.intoArray(v, vAt + i);
      FloatVector deviation = second.sqrt().mul(f.rootFactor).add(f.epsilon);
      FloatVector x = fromArray(SPECIES, w, wAt + i);
      first.mul(f.rate).div(deviation).add(x.mul(f.gradientDecay)).intoArray(g, gAt + i);
    }
    SCALAR.lambDirection(
        f, w, wAt + whole, m, mAt + whole, v, vAt + whole, g, gAt + whole, length - whole);
  }
}
