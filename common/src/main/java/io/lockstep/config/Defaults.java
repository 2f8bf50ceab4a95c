package io.lockstep.config;

import java.util.List;

/// The one home of every default of the configuration, with unit and origin.
public final class Defaults {

  /// `run.seed`. Any number would do; a fixed one makes two runs equal without being asked.
  public static final long SEED = 42;

  /// `data.missing`: the usual first choice for numbers; a category gets a category of its own.
  public static final MissingSpec MISSING = MissingSpec.MEAN;

  /// `data.missing-indicator`: an input more for a column is to be asked for.
  public static final boolean MISSING_INDICATOR = false;

  /// `data.rare-categories`, in rows; 0 gives each text of the training part an input of its own.
  public static final int RARE_CATEGORIES = 0;

  /// `data.bad-rows`: a row that does not fit is more often a slip in the file than one to pass
  /// over.
  public static final BadRows.Rule BAD_ROWS = BadRows.Rule.FAIL;

  /// `data.bad-rows-max`, as a share of all rows: where one row in ten is bad the rows are hardly
  /// read as they are meant.
  public static final double BAD_ROWS_MAX = 0.1;

  /// `data.missing-markers`: the empty cell, and what UCI files, R and pandas write.
  public static final List<String> MISSING_MARKERS = List.of("", "?", "NA", "NaN");

  /// `data.unlabelled`: a label that is not there is more often a slip than meant.
  public static final DataSection.Unlabelled UNLABELLED = DataSection.Unlabelled.FAIL;

  /// `data.scale`: gradient descent wants features of one size.
  public static final ScaleSpec SCALE = ScaleSpec.STANDARD;

  /// `data.label-scale`: labels as they are, since a loss is of what it is given.
  public static final ScaleSpec LABEL_SCALE = ScaleSpec.NONE;

  /// `data.cell-lines`, in lines: a paragraph or an address, and less than a quote that is never
  /// closed swallows in the end.
  public static final int CELL_LINES = 20;

  /// `slope` of leaky-relu: Maas et al., ICML workshop 2013.
  public static final double LEAKY_SLOPE = 0.01;

  /// `slope` of prelu, with which it begins: He et al., ICCV 2015, section 2.1.
  public static final double PRELU_SLOPE = 0.25;

  /// `momentum` of batch-norm, the share of the newest statistics: what PyTorch ships.
  public static final double BATCH_NORM_MOMENTUM = 0.1;

  /// `epsilon` of batch-norm and layer-norm, added to variances: what PyTorch ships.
  public static final double NORM_EPSILON = 1e-5;

  /// `offset` of scale.
  public static final double SCALE_OFFSET = 0;

  /// `slope` of elu: α in Clevert et al., ICLR 2016.
  public static final double ELU_SLOPE = 1;

  /// `gain` of orthogonal: lengths stay as they are.
  public static final double ORTHOGONAL_GAIN = 1;

  /// `gamma` of focal: Lin et al., ICCV 2017, section 4.
  public static final double FOCAL_GAMMA = 2;

  /// `margin` of hinge: Crammer and Singer, JMLR 2 (2001).
  public static final double HINGE_MARGIN = 1;

  /// `delta` of huber, in the unit of the label: of standardised errors, about one deviation.
  public static final double HUBER_DELTA = 1;

  /// `train.epochs`: enough to see whether a net learns.
  public static final int EPOCHS = 10;

  /// `train.batch`, in examples: Bengio, Practical recommendations, 2012, section 3.
  public static final int BATCH = 32;

  /// `train.report-every`, in epochs; 0 leaves it to the clock: what a person can read, a line a
  /// second at most.
  public static final int REPORT_EVERY = 0;

  /// `factor` of the schedules step and multi-step: what PyTorch ships, and ResNet's habit.
  public static final double STEP_FACTOR = 0.1;

  /// `power` of the schedule polynomial: a straight line.
  public static final double POLYNOMIAL_POWER = 1;

  /// `min-learning-rate` of the schedules that go down: as PyTorch has it.
  public static final double MIN_LEARNING_RATE = 0;

  /// `restart-factor` of the schedule cosine: cycles of one length.
  public static final int COSINE_RESTART_FACTOR = 1;

  /// `peak-at` of the schedule one-cycle: Smith and Topin, 2017, as PyTorch and fastai have it.
  public static final double ONE_CYCLE_PEAK_AT = 0.3;

  /// `start-divisor` of the schedule one-cycle, as PyTorch and fastai have it.
  public static final double ONE_CYCLE_START_DIVISOR = 25;

  /// `end-divisor` of the schedule one-cycle, as PyTorch has it.
  public static final double ONE_CYCLE_END_DIVISOR = 10_000;

  /// `factor` of the schedule reduce-on-plateau, as Keras and PyTorch have it.
  public static final double PLATEAU_FACTOR = 0.1;

  /// `patience` of the schedule reduce-on-plateau, in epochs, as Keras and PyTorch have it.
  public static final int PLATEAU_PATIENCE = 10;

  /// `min-gain` of the schedule reduce-on-plateau, in units of the metric, as Keras has it.
  public static final double PLATEAU_MIN_GAIN = 1e-4;

  /// `cooldown` of the schedule reduce-on-plateau, in epochs, as Keras and PyTorch have it.
  public static final int PLATEAU_COOLDOWN = 0;

  /// `from` of a warm-up, a share of the rate: Goyal et al., 2017, section 2.2, from nothing.
  public static final double WARM_UP_FROM = 0;

  /// `patience` of early stopping, in epochs: scikit-learn's `n_iter_no_change`.
  public static final int EARLY_STOPPING_PATIENCE = 10;

  /// `min-gain` of early stopping, in units of the metric: any gain counts, as in Keras.
  public static final double EARLY_STOPPING_MIN_GAIN = 0;

  /// `learning-rate` of sgd, momentum and nesterov, per step: Bengio 2012, section 3.
  public static final double SGD_LEARNING_RATE = 0.01;

  /// `momentum`: Sutskever et al., ICML 2013.
  public static final double MOMENTUM = 0.9;

  /// `learning-rate` of adam and adamw: Kingma and Ba, ICLR 2015, Algorithm 1.
  public static final double ADAM_LEARNING_RATE = 0.001;

  /// `beta1`: Kingma and Ba, Algorithm 1.
  public static final double BETA1 = 0.9;

  /// `beta2`: Kingma and Ba, Algorithm 1.
  public static final double BETA2 = 0.999;

  /// `epsilon`: Kingma and Ba, Algorithm 1.
  public static final double EPSILON = 1e-8;

  /// `learning-rate` and `epsilon` of adagrad: PyTorch's.
  public static final double ADAGRAD_LEARNING_RATE = 0.01;

  public static final double ADAGRAD_EPSILON = 1e-10;

  /// `learning-rate` and `rho` of rmsprop: PyTorch's.
  public static final double RMSPROP_LEARNING_RATE = 0.01;

  public static final double RMSPROP_RHO = 0.99;

  /// `learning-rate`, `rho` and `epsilon` of adadelta: Zeiler 2012, section 4.1; its steps have a
  /// length of their own.
  public static final double ADADELTA_LEARNING_RATE = 1;

  public static final double ADADELTA_RHO = 0.9;
  public static final double ADADELTA_EPSILON = 1e-6;

  /// `learning-rate` and `momentum-decay` of nadam: Dozat 2016, and PyTorch's.
  public static final double NADAM_LEARNING_RATE = 0.002;

  public static final double NADAM_MOMENTUM_DECAY = 0.004;

  /// `learning-rate` and `beta2` of lion: Chen et al. 2023, section 5: a tenth of Adam's rate.
  public static final double LION_LEARNING_RATE = 1e-4;

  public static final double LION_BETA2 = 0.99;

  /// `learning-rate` and `trust` of lars: You et al. 2017, section 5.
  public static final double LARS_LEARNING_RATE = 0.1;

  public static final double LARS_TRUST = 0.001;

  /// `epsilon` and `weight-decay` of lamb: You et al. 2020, section 4.
  public static final double LAMB_EPSILON = 1e-6;

  public static final double LAMB_WEIGHT_DECAY = 0.01;

  /// `weight-decay` of the other optimisers.
  public static final double WEIGHT_DECAY = 0;

  /// `weight-decay` of adamw: Loshchilov and Hutter, ICLR 2019, the value most trainers ship.
  public static final double ADAMW_WEIGHT_DECAY = 0.01;

  /// `checkpoint.every-steps`, in steps; 0 is the end of each epoch.
  public static final long CHECKPOINT_EVERY_STEPS = 0;

  /// `checkpoint.every-seconds`: what a user can bear to lose on a crash.
  public static final int CHECKPOINT_EVERY_SECONDS = 60;

  /// `checkpoint.keep`: the newest, and one to fall back to when the newest is torn.
  public static final int CHECKPOINT_KEEP = 2;

  /// `checkpoint.patience-seconds`: time to make room on a full disk, and half of what a stop may
  /// take.
  public static final int CHECKPOINT_PATIENCE_SECONDS = 30;

  /// `wire.chunk`, in floats: 256 KiB, measured as the flat part of the throughput curve.
  public static final int WIRE_CHUNK = 65_536;

  /// `wire.budget-bytes`: 256 MiB for one peer, a version and a gradient of 30 million parameters.
  /// A run of more than 16 million parameters gets more: four versions and 1 MiB.
  public static final long WIRE_BUDGET_BYTES = 256L << 20;

  /// `cluster.min-workers`.
  public static final int MIN_WORKERS = 1;

  /// `cluster.wait-seconds`: a supervisor restarts a process in less.
  public static final int WAIT_SECONDS = 60;

  /// `cluster.patience`, in seconds: enough for a person to start a coordinator again.
  public static final int PATIENCE_SECONDS = 300;

  /// `cluster.straggler-factor`, times the median: above the spread of healthy machines.
  public static final double STRAGGLER_FACTOR = 4;

  /// `cluster.straggler-millis-min`: short steps jitter by more than their own length.
  public static final int STRAGGLER_MILLIS_MIN = 2_000;

  /// `cluster.check-every-steps`: such a step takes twice as long at most, so half a percent of the
  /// time.
  public static final int CHECK_EVERY_STEPS = 200;

  /// `cluster.stall-warning`, in seconds: a late block has been dealt to another long before.
  public static final int STALL_WARNING_SECONDS = 10;

  /// `cluster.followers`: the stand-bys of three coordinators.
  public static final int FOLLOWERS = 2;

  /// The keys of `limits`: what the machine asks for, as told below.
  public static final int OF_THE_MACHINE = 0;

  private static final InitializerSpec ZEROS = new InitializerSpec.Constant(0);

  private Defaults() {}

  /// `learning-rate` of an optimiser.
  public static double learningRate(OptimizerSpec optimizer) {
    return switch (optimizer) {
      case OptimizerSpec.Sgd _, OptimizerSpec.Momentum _, OptimizerSpec.Nesterov _ ->
          SGD_LEARNING_RATE;
      case OptimizerSpec.Adam _,
          OptimizerSpec.AdamW _,
          OptimizerSpec.AmsGrad _,
          OptimizerSpec.Lamb _ ->
          ADAM_LEARNING_RATE;
      case OptimizerSpec.Adagrad _ -> ADAGRAD_LEARNING_RATE;
      case OptimizerSpec.RmsProp _ -> RMSPROP_LEARNING_RATE;
      case OptimizerSpec.Adadelta _ -> ADADELTA_LEARNING_RATE;
      case OptimizerSpec.Nadam _ -> NADAM_LEARNING_RATE;
      case OptimizerSpec.Lion _ -> LION_LEARNING_RATE;
      case OptimizerSpec.Lars _ -> LARS_LEARNING_RATE;
    };
  }

  /// `train.shard`, in examples: `clamp(batch / 8, 64, 256)`, or the batch when that is smaller. It
  /// follows from the configuration only, so that the result does not depend on the machine.
  public static int shard(int batch) {
    return Math.min(batch, Math.clamp(batch / 8, 64, 256));
  }

  /// `limits.wire-threads`: two serve the workers of a small machine; where there are cores for it,
  /// more streams are read at once.
  static int wireThreads(int cores) {
    return Math.max(2, cores / 4);
  }

  /// `limits.gradient-buffers`: what fits a quarter of the heap; two at least, so that a block is
  /// computed while another leaves, and 32 at most, more than a worker has blocks in a step.
  static int gradientBuffers(long gradientBytes, long heapBytes) {
    return Math.clamp(heapBytes / 4 / Math.max(1, gradientBytes), 2, 32);
  }

  /// `limits.evaluation-lanes`: the coordinator may share its machine with workers.
  static int evaluationLanes(int cores) {
    return Math.max(1, cores / 8);
  }

  /// `init` of a dense layer by the activation that its output goes through, in the same layer or
  /// as the next one, norms between them aside: kaiming for what is like relu (He et al., ICCV
  /// 2015), xavier for the others (Glorot and Bengio, AISTATS 2010); uniform, as both papers'
  /// follow-ups usually ship it. selu is made for lecun-normal (Klambauer et al., NIPS 2017).
  static InitializerSpec weight(ActivationSpec activation) {
    return switch (activation) {
      case RELU, LEAKY_RELU, PRELU, ELU, GELU, GELU_TANH, SILU, SOFTPLUS ->
          new InitializerSpec.Kaiming(InitializerSpec.Distribution.UNIFORM);
      case SELU -> new InitializerSpec.Lecun(InitializerSpec.Distribution.NORMAL);
      case IDENTITY, SIGMOID, TANH, SOFTSIGN, HARD_SIGMOID, HARD_TANH, SOFTMAX, LOG_SOFTMAX ->
          new InitializerSpec.Xavier(InitializerSpec.Distribution.UNIFORM);
    };
  }

  /// `bias-init`.
  static InitializerSpec bias() {
    return ZEROS;
  }
}
