package io.lockstep.model;

import io.lockstep.config.LossSpec;
import io.lockstep.config.ModelSection;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.LockstepException;
import io.lockstep.initializer.Initializer;
import io.lockstep.kernel.Kernels;
import io.lockstep.kernel.PackBuffers;
import io.lockstep.layer.LayerGraph;
import io.lockstep.layer.LayerRows;
import io.lockstep.layer.Shape;
import io.lockstep.layout.ParameterLayout;
import io.lockstep.layout.Tensor;
import io.lockstep.loss.Loss;
import io.lockstep.random.Keys;
import io.lockstep.random.Purpose;
import java.util.List;

/// A model for data of a certain shape: layers, layout and loss. Immutable, any thread.
public final class Network {

  private final Architecture architecture;
  private final LossSpec loss;
  private final LabelShape labels;
  private final Shape input;
  private final Kernels kernels;

  private Network(
      Architecture architecture, LossSpec loss, LabelShape labels, Shape input, Kernels kernels) {
    this.architecture = architecture;
    this.loss = loss;
    this.labels = labels;
    this.input = input;
    this.kernels = kernels;
  }

  /// @param inputWidth floats of one row of features, at least 1
  /// @param outputsNeeded classes of a label, or numbers of a target
  /// @throws LockstepException with USAGE when the last layer or the stated inputs do not fit the
  ///   data, or there are too many parameters
  public static Network of(ModelSection model, int inputWidth, int outputsNeeded, Kernels kernels) {
    return of(model, inputWidth, LabelShape.of(outputsNeeded), kernels);
  }

  /// The same with weights of classes.
  public static Network of(ModelSection model, int inputWidth, LabelShape labels, Kernels kernels) {
    Shape input = InputShape.of(model, inputWidth);
    Architecture architecture = Architecture.of(model, input);
    LastLayer.check(model, architecture, labels.count());
    return new Network(architecture, model.loss(), labels, input, kernels);
  }

  /// The network of a model that states its inputs, whatever the labels may be.
  ///
  /// @throws LockstepException with USAGE when there are too many parameters
  public static Network ofStated(ModelSection model, Kernels kernels) {
    Shape input = InputShape.stated(model.input());
    Architecture architecture = Architecture.of(model, input);
    LabelShape labels = LabelShape.of(architecture.outputWidth());
    return new Network(architecture, model.loss(), labels, input, kernels);
  }

  public ParameterLayout layout() {
    return architecture.layout();
  }

  /// Fills `parameters[0, P)` with version 0. Each tensor has a key of its own.
  public void initialize(long seed, float[] parameters) {
    List<Tensor> tensors = layout().tensors();
    for (int i = 0; i < tensors.size(); i++) {
      Tensor tensor = tensors.get(i);
      Initializer initializer = architecture.initializers().get(i);
      long key = Keys.key(seed, Purpose.INITIAL_WEIGHTS, i);
      initializer.fill(key, parameters, tensor.offset(), tensor.length());
    }
  }

  /// A workspace and a pass for one thread.
  ///
  /// @param rowsMax most rows of one call
  /// @param shardRows rows of a full shard
  /// @throws LockstepException with USAGE when the rows of a layer do not fit one array
  public Pass pass(int rowsMax, int shardRows) {
    return pass(workspace(rowsMax, shardRows), new PackBuffers(), Member.ALONE);
  }

  /// The same for forward only, in less memory: it predicts and evaluates.
  public Pass inference(int rowsMax, int shardRows) {
    return inference(rowsMax, shardRows, new PackBuffers());
  }

  /// The same.
  ///
  /// @param buffers of the thread that will run the pass
  public Pass inference(int rowsMax, int shardRows, PackBuffers buffers) {
    return pass(workspace(rowsMax, shardRows, LayerRows.Purpose.INFERENCE), buffers, Member.ALONE);
  }

  /// @param rowsMax most rows of one call
  /// @param shardRows rows of a full shard
  /// @throws LockstepException with USAGE when the rows of a layer do not fit one array
  public Workspace workspace(int rowsMax, int shardRows) {
    return workspace(rowsMax, shardRows, LayerRows.Purpose.TRAINING);
  }

  private Workspace workspace(int rowsMax, int shardRows, LayerRows.Purpose purpose) {
    requireRoomFor(rowsMax);
    return new Workspace(this, rowsMax, shardRows, purpose);
  }

  /// @throws LockstepException with USAGE when so many rows of a layer do not fit one array
  public void requireRoomFor(int rows) {
    if (rows > PackBuffers.ROWS_MAX || (long) rows * widthMax() > Integer.MAX_VALUE) {
      throw tooManyRows(rows);
    }
  }

  /// A pass on a workspace that others may share.
  ///
  /// @param buffers of the thread that will run the pass
  public Pass pass(Workspace workspace, PackBuffers buffers, Member member) {
    return new Pass(this, workspace, buffers, member);
  }

  private LockstepException tooManyRows(int rows) {
    return Failure.of(
            ExitCode.USAGE,
            "a shard of %d examples is too large: one array takes %d floats, %s gives %d for each"
                .formatted(rows, Integer.MAX_VALUE, widest(), widthMax()))
        .at("train.shard")
        .advising(smallerShards(rows))
        .exception();
  }

  /// Of a width that no shard helps, the widest layer is at fault.
  private String smallerShards(int rows) {
    int fitting = Math.min(PackBuffers.ROWS_MAX, Integer.MAX_VALUE / widthMax());
    return fitting < 1
        ? "make %s narrower".formatted(widest())
        : "smaller shards: --set train.shard=" + Math.min(Math.min(256, fitting), rows);
  }

  /// The first of the widest, in words.
  private String widest() {
    return summary().stream()
        .filter(layer -> layer.outputWidth() == widthMax())
        .findFirst()
        .map(layer -> "layer '%s'".formatted(layer.name()))
        .orElse("the data");
  }

  public int inputWidth() {
    return input.size();
  }

  /// Such as `784`, or `28x28x1` where that is stated.
  public String inputShape() {
    return input.text();
  }

  public int outputWidth() {
    return architecture.outputWidth();
  }

  /// Floats of one target: 1 for one of several classes, else the outputs.
  public int targetWidth() {
    return loss.labels() == LossSpec.Labels.CLASSES ? 1 : outputWidth();
  }

  /// Trained numbers.
  public int parameters() {
    return layout().length() - statistics();
  }

  /// Numbers of the flat vector that follow the data and are not trained.
  public int statistics() {
    return summary().stream().mapToInt(LayerSummary::statistics).sum();
  }

  /// One entry per configured layer, from the input to the output.
  public List<LayerSummary> summary() {
    return architecture.summary();
  }

  /// The same network, computed by other kernels to the same bits.
  public Network with(Kernels others) {
    return new Network(architecture, loss, labels, input, others);
  }

  Kernels kernels() {
    return kernels;
  }

  Loss newLoss() {
    return Loss.of(loss, outputWidth(), labels.classWeights(), kernels);
  }

  LayerGraph graph() {
    return architecture.graph();
  }

  /// Widest row that a pass holds a gradient of.
  int widthMax() {
    return graph().widthMax();
  }
}
