package io.lockstep.config;

import static io.lockstep.config.ConfigurationReaderTest.FULL;
import static io.lockstep.config.ConfigurationReaderTest.read;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class IdentityTest {

  private static final String HASH = Identity.hash(read(FULL));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "run.name=other",
        "data.dir=/elsewhere",
        "data.train.images=copy",
        "data.ignore=[row number, id]",
        "checkpoint.keep=9",
        "wire.chunk=2048",
        "cluster.min-workers=3",
        "model.layers.1.dropout=0.20"
      })
  void whatDoesNotChangeTheResultDoesNotChangeTheHash(String override) {
    assertThat(Identity.hash(read(FULL, override))).isEqualTo(HASH);
  }

  /// So a run may go on to another end, while all processes at work on it agree where that is.
  @Test
  void theEndOfARunIsAFieldToAgreeOnAndNoPartOfTheHash() {
    RunConfiguration longer = read(FULL, "train.epochs=4");

    assertThat(Identity.hash(longer)).isEqualTo(HASH);
    assertThat(Identity.fields(longer)).containsEntry("train.epochs", "4");
    assertThat(Identity.stepFields(longer)).isEqualTo(Identity.stepFields(read(FULL)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "run.seed=8",
        "data.validation=0.2",
        "data.ignore=[id]",
        "data.categories=[postcode]",
        "data.numbers=[price]",
        "data.unlabelled=skip",
        "data.missing=mean",
        "data.missing-markers=[x]",
        "data.standardize=true",
        "data.missing-indicator=true",
        "data.rare-categories=5",
        "data.bad-rows=skip",
        "data.dates=[joined]",
        "data.columns.a.scale=log1p",
        "model.layers.0.dense=255",
        "model.layers.0.slope=0.1",
        "model.layers.0.init=ones",
        "model.layers.1.dropout=0.3",
        "model.layers.3.activation=sigmoid",
        "train.batch=2048",
        "train.shard=64",
        "train.optimizer.nesterov.momentum=0.7",
        "train.optimizer=adam",
        "train.optimizer=rmsprop",
        "train.optimizer=lamb",
        "train.schedule=cosine",
        "train.schedule={ warm-up: 3 }",
        "train.keep-best=validation.accuracy",
        "train.keep-best=none",
        "train.clip.value=1",
        "train.clip.norm=1",
        "train.penalty.l1=0.1",
        "train.penalty.l2=0.1",
        "train.penalty.decay=0.1",
        "train.penalty.tensors=weights"
      })
  void whatChangesTheResultChangesTheHashAndOneField(String override) {
    RunConfiguration other = read(FULL, override);
    assertThat(Identity.hash(other)).isNotEqualTo(HASH);
    String key = override.substring(0, override.indexOf('='));
    var fields = Identity.fields(read(FULL)).entrySet();
    assertThat(Identity.fields(other).entrySet().stream().filter(field -> !fields.contains(field)))
        .as("fields that differ")
        .hasSize(1)
        .allSatisfy(field -> assertThat(key).startsWith(field.getKey()));
  }

  @Test
  void theScaleOfALabelChangesTheHashAndOneField() {
    RunConfiguration plain = read(FULL, "model.loss=mse");
    RunConfiguration scaled = read(FULL, "model.loss=mse", "data.label-scale=robust");
    assertThat(Identity.hash(scaled)).isNotEqualTo(Identity.hash(plain));
    assertThat(Identity.fields(scaled)).containsKey("data.label-scale");
  }

  @Test
  void aScheduleThatSpansTheRunMakesItsEndAPartOfEveryStep() {
    for (String spans : new String[] {"cosine", "polynomial", "one-cycle"}) {
      String schedule = "train.schedule=" + spans;
      assertThat(Identity.hash(read(FULL, schedule, "train.epochs=4")))
          .as(spans)
          .isNotEqualTo(Identity.hash(read(FULL, schedule)));
      String stated = "train.schedule={ %s: { epochs: 3 } }".formatted(spans);
      assertThat(Identity.hash(read(FULL, stated, "train.epochs=4")))
          .as(stated)
          .isEqualTo(Identity.hash(read(FULL, schedule)));
    }
  }

  @Test
  void thePatienceOfEarlyStoppingIsAnEndAsWellAndWhatItWatchesIsNot() {
    RunConfiguration stopping = read(FULL, "train.early-stopping=5");
    RunConfiguration patient = read(FULL, "train.early-stopping=9");
    assertThat(Identity.hash(stopping)).isEqualTo(Identity.hash(patient)).isNotEqualTo(HASH);
    assertThat(Identity.fields(stopping)).containsEntry("train.early-stopping.patience", "5");
    assertThat(
            Identity.hash(
                read(FULL, "train.early-stopping={ metric: validation.loss, min-gain: 0.1 }")))
        .isNotEqualTo(Identity.hash(stopping));
  }
}
