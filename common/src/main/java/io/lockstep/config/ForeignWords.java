package io.lockstep.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What other trainers (PyTorch, Keras, scikit-learn) call things, and what they are called here:
/// the one table of it. Case and what stands between the parts of a word do not count, nor does
/// what stands before its last dot: `lr`, `nn.ReLU()` and `tf.keras.losses.BinaryCrossentropy` are
/// found.
final class ForeignWords {

  /// Ours, and what others say. A row counts only where ours may stand.
  private static final List<Row> SAME =
      rows(
          """
          rho: alpha smoothing smoothing-constant decay-rate
          learning-rate: lr eta alpha step-size rate base-lr init-lr initial-lr learn-rate
          weight-decay: wd l2 decay lambda l2-penalty l2-reg reg regularization
          beta1: b1 momentum
          beta2: b2 rho
          epsilon: eps
          momentum: mu mom inertia sgdm sgd-momentum sgd-with-momentum heavy-ball
          trust: trust-coefficient trust-ratio
          nesterov: nag sgd-nesterov nesterov-momentum
          sgd: gd gradient-descent stochastic-gradient-descent vanilla
          deviation: std stddev sd sigma scale
          mean: mu loc average
          low: min minval a from lower
          high: max maxval b to upper
          constant: value val fill const
          normal: gaussian random-normal randn
          uniform: random-uniform rand
          zeros: zero
          ones: one
          kaiming-uniform: he-uniform he kaiming msra
          kaiming-normal: he-normal
          xavier-uniform: glorot-uniform glorot xavier
          xavier-normal: glorot-normal
          lecun-normal: lecun
          fan-in: default pytorch torch
          orthogonal: orthogonal-init ortho
          truncated-normal: trunc-normal
          gain: multiplier
          values: value-list array tensor weights weight from-list
          dense: linear lazylinear fc fully-connected affine units neurons nodes hidden out-features
          dropout: p rate drop dropout-rate drop-rate prob
          noise: gaussian-noise gaussiannoise
          scale: rescale rescaling scaling multiply factor
          offset: shift add
          batch-norm: batchnorm batchnorm1d batchnorm2d batch-normalization bn
          layer-norm: layernorm layer-normalization ln
          residual: residual-block resblock res-block skip skip-connection shortcut
          prelu: parametric-relu
          activation: act act-fn activation-fn activation-function nonlinearity
          slope: alpha negative-slope leak
          init: kernel-initializer kernel-init weight-init weight-initializer initializer initialization
          bias-init: bias-initializer
          identity: linear none null id no
          sigmoid: logistic sigm
          relu: rectifier rectified-linear
          leaky-relu: lrelu leaky
          silu: swish swish-1
          gelu-tanh: gelu-new gelu-approximate
          hard-sigmoid: hardsigm
          hard-tanh: htanh
          cross-entropy: ce xent entropy nll nll-loss negative-log-likelihood log-loss cross-entropy-loss
          cross-entropy: categorical-crossentropy sparse-categorical-crossentropy softmax-cross-entropy
          binary-cross-entropy: bce bce-loss bce-with-logits bce-with-logits-loss binary logistic-loss
          binary-cross-entropy: sigmoid-cross-entropy binary-cross-entropy-loss
          mse: l2 l2-loss mse-loss mean-squared-error squared-error quadratic rmse
          mae: l1 l1-loss mae-loss mean-absolute-error absolute-error
          huber: huber-loss smooth-l1 smooth-l1-loss
          log-cosh: logcosh-loss log-cosh-error
          hinge: hinge-loss categorical-hinge multi-margin multi-margin-loss margin-loss svm
          kullback-leibler: kl kld kl-div kld-loss kl-divergence kldiv kldivloss relative-entropy
          focal: focal-loss sigmoid-focal-loss binary-focal-crossentropy categorical-focal-crossentropy
          label-smoothing: smoothing
          class-weights: class-weight weight weights pos-weight alpha
          delta: beta
          targets: levels target-levels
          epochs: epoch n-epoch nb-epoch n-epochs num-epochs max-epochs num-train-epochs max-iter
          batch: batch-size bs mini-batch mini-batch-size global-batch-size train-batch-size
          shard: micro-batch micro-batch-size
          optimizer: optim opt optimiser solver
          schedule: scheduler lr-scheduler lr-schedule learning-rate-schedule
          early-stopping: early-stop early-stopping-rounds
          keep-best: save-best save-best-only restore-best-weights restore-best
          constant: fixed constant-lr
          step: step-lr step-decay
          multi-step: multi-step-lr piecewise piecewise-constant piecewise-constant-decay
          exponential: exponential-lr exponential-decay exp
          polynomial: polynomial-lr polynomial-decay poly linear linear-decay
          cosine: cosine-annealing cosine-annealing-lr cosine-decay sgdr
          cosine: cosine-annealing-warm-restarts cosine-decay-restarts
          one-cycle: one-cycle-lr 1cycle
          reduce-on-plateau: reduce-lr-on-plateau plateau
          warm-up: warmup linear-warmup linear-lr warmup-epochs
          every: step-size decay-epochs
          every-steps: decay-steps
          at: milestones boundaries
          factor: gamma decay-rate drop multiplier
          min-learning-rate: min-lr eta-min end-learning-rate min-rate
          epochs: t-max max-decay-epochs
          restart-every: t-0 first-decay-epochs
          restart-factor: t-mult t-mul
          peak-at: pct-start
          start-divisor: div-factor
          end-divisor: final-div-factor
          from: start-factor warmup-start
          from: warm-start init-from finetune-from fine-tune-from pretrained pretrained-model load
          metric: monitor
          patience: n-iter-no-change wait
          min-gain: min-delta threshold tol tolerance
          validation.loss: val-loss valid-loss validation-loss
          validation.accuracy: val-accuracy val-acc valid-accuracy validation-accuracy
          train.loss: loss training-loss
          train.accuracy: accuracy acc training-accuracy
          clip: gradient-clip grad-clip gradient-clipping clipping
          norm: clipnorm clip-norm max-norm max-grad-norm grad-norm global-clipnorm gradient-clip-norm
          value: clipvalue clip-value max-value gradient-clip-val gradient-clip-value
          penalty: regularizer kernel-regularizer
          report-every: log-every log-interval print-every logging-steps verbose
          layers: layer hidden-layers modules sequential
          loss: loss-fn loss-function criterion objective cost
          seed: random-state random-seed manual-seed rng-seed
          name: run-name experiment title
          csv: file filename file-path csv-file csv-path path source
          label: labels target y target-column label-column output response
          images: x image
          dir: folder root directory base-dir data-dir
          train: training training-data train-data train-set fit trainer hyperparameters hparams
          test: testing test-data test-set
          validation: val valid dev validation-split val-split validation-fraction val-size holdout
          test-fraction: test-split test-size
          ignore: drop exclude skip drop-columns ignore-columns
          categories: categorical categorical-columns categorical-features cat-features
          missing: impute imputer fillna
          label-scale: target-scale scale-label scale-target target-transform label-scaler y-scale
          rare-categories: min-frequency rare-threshold
          bad-rows: on-bad-lines bad-lines on-error invalid-rows
          folds: k-folds n-splits cv kfold cross-validation
          dates: parse-dates date-columns datetime
          missing-markers: na-values null-values missing-values
          standardize: normalize normalise normalization standardise standardization scale scaler
          every-steps: save-steps save-every every interval
          keep: keep-last max-to-keep save-total-limit
          check-every-steps: audit audit-sample audit-every sample
          run: general project experiment
          data: dataset datasets input
          model: network net nn architecture
          checkpoint: checkpoints checkpointing ckpt
          cluster: distributed dist
          """);

  /// What is not here, and in the line below what to do about it. The word before the bar tells the
  /// place: it is one that may stand there.
  private static final List<Absent> ABSENT =
      absent(
          """
          dense | flatten input input-layer input-shape input-dim input-size in-features in-channels
            leave it out: the width follows from the data, or from the layer before
          dense | conv conv1d conv2d lstm gru rnn embedding attention pooling maxpool2d maxpooling2d
            leave it out: no layer here is of that kind
          dense | type kind class class-name layer
            begin the layer with its kind: dense: UNITS, dropout: RATE or activation: NAME
          dense | bias use-bias
            leave it out: every dense layer has a bias, which bias-init fills
          relu | celu mish relu6 hardswish hard-swish
            use relu, leaky-relu, elu, gelu or silu
          adam | adamax radam lbfgs adafactor sparse-adam asgd rprop
            use adam, adamw, nadam or momentum
          adam | type kind class class-name name algorithm method
            let the name be the key: optimizer: { adam: { learning-rate: 0.001 } }
          mse | ctc poisson cosine squared-hinge triplet
            use cross-entropy or binary-cross-entropy for classes, mse or mae for numbers
          epochs | warmup warm-up warmup-epochs warmup-steps
            it belongs to the schedule: schedule: { warm-up: { epochs: 5 } }
          epochs | patience callbacks
            write early-stopping: { patience: 10 }, or schedule: { reduce-on-plateau: { patience: 10 } }
          epochs | shuffle
            leave it out: every epoch has a random order of its own
          epochs | metrics
            leave it out: the loss, and for classes the accuracy, are always measured
          epochs | device gpu cuda num-workers threads lanes
            leave it out: training uses all cores; lockstep train --lanes N takes fewer
          epochs | workers processes
            leave it out and give it to the command: lockstep train --processes N
          cluster | audit
            write cluster: { check-every-steps: 200 }: one block of each so many steps is computed twice
          beta1 | betas beta
            write beta1: 0.9, beta2: 0.999
          learning-rate | momentum
            momentum is an optimizer of its own: optimizer: { momentum: { momentum: 0.9 } }
          learning-rate | nesterov
            nesterov is an optimizer of its own: optimizer: { nesterov: { momentum: 0.9 } }
          learning-rate | amsgrad
            amsgrad is an optimizer of its own: optimizer: { amsgrad: { learning-rate: 0.001 } }
          learning-rate | dampening maximize foreach centered
            leave it out: there is no such variant
          zeros | trunc-normal truncated-normal
            write its settings: init: { truncated-normal: { deviation: 0.05 } }
          zeros | variance-scaling glorot-truncated sparse dirac eye identity
            use lecun-normal, xavier-normal, kaiming-normal or orthogonal
          """);

  private ForeignWords() {}

  private record Row(String ours, Set<String> theirs) {}

  private record Absent(String neighbour, Set<String> theirs, String advice) {}

  /// @param hint goes on after the error, such as `; here it is called epochs`
  record Remedy(String hint, String advice) {}

  /// What a word means that is none of those which may stand in its place.
  ///
  /// @param known the words that may
  static Optional<Remedy> remedy(String word, Collection<String> known) {
    return ours(word, known)
        .map(ours ->
            new Remedy(
                "; here it is called " + ours, "write %s instead of %s".formatted(ours, word)))
        .or(() -> absent(word, known));
  }

  /// The word among `known` that means the same as `word`.
  static Optional<String> ours(String word, Collection<String> known) {
    String letters = letters(word);
    Stream<String> spelling = known.stream().filter(each -> letters.equals(Nearest.letters(each)));
    Stream<String> meaning =
        SAME.stream()
            .filter(row -> row.theirs.contains(letters) && known.contains(row.ours))
            .map(Row::ours);
    return Stream.concat(spelling, meaning).findFirst();
  }

  private static Optional<Remedy> absent(String word, Collection<String> known) {
    String letters = letters(word);
    return ABSENT.stream()
        .filter(row -> row.theirs.contains(letters) && known.contains(row.neighbour))
        .findFirst()
        .map(row -> new Remedy("", row.advice));
  }

  /// Without what stands before the last dot, and without brackets: `nn.ReLU()` is `relu`.
  private static String letters(String word) {
    return Nearest.letters(word.replaceFirst("\\(.*", "").replaceFirst(".*\\.", ""));
  }

  private static List<Row> rows(String table) {
    List<Row> rows = new ArrayList<>();
    for (String line : table.strip().split("\n")) {
      String[] row = line.split(": ", 2);
      rows.add(new Row(row[0], words(row[1])));
    }
    return List.copyOf(rows);
  }

  private static List<Absent> absent(String table) {
    List<Absent> rows = new ArrayList<>();
    String[] lines = table.strip().split("\n");
    for (int i = 0; i < lines.length; i += 2) {
      String[] row = lines[i].split(" \\| ", 2);
      rows.add(new Absent(row[0], words(row[1]), lines[i + 1].strip()));
    }
    return List.copyOf(rows);
  }

  private static Set<String> words(String line) {
    return Stream.of(line.split(" ")).map(Nearest::letters).collect(Collectors.toUnmodifiableSet());
  }
}
