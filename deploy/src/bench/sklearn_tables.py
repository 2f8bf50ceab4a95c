#!/usr/bin/env python3
"""Drafted configurations beside scikit-learn's multi-layer perceptrons, on tables of many kinds.

    sklearn_tables.py DIR                           writes the tables and measures scikit-learn
    sklearn_tables.py DIR --lockstep COMMAND        measures `COMMAND init`, `train` and `evaluate` too
    sklearn_tables.py DIR --only iris,moons         some of the tables of tables.py; the lists there
                                                    are names, too: first, tuned, held, fresh
    sklearn_tables.py DIR --longer                  scikit-learn has 1,000 iterations, not 200, and
                                                    standardised labels where they are numbers

DIR gets NAME-train.csv and NAME-test.csv: both trainers learn from the one and are measured on the
other. scikit-learn has standardised inputs (missing numbers become the mean, texts are one-hot) and
is otherwise as it ships; its score is the mean over five seeds. Lockstep is given the training file
alone, and nothing of what it drafts is changed; --seeds N also tells the mean over so many of them. Scores are accuracy, or R^2 for a number, both
counted here. Prints one JSON object a table, and a Markdown table at the end.
"""

import argparse
import csv
import json
import pathlib
import subprocess
import sys
import time
import warnings

import numpy as np
from sklearn.compose import TransformedTargetRegressor, make_column_transformer
from sklearn.impute import SimpleImputer
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from tables import ALL, FIRST, FRESH, HELD, TUNED

SEEDS = range(5)


def write(folder, name):
    table = ALL[name]
    parts = table.parts()
    for part, (x, labels) in {"train": parts[0::2], "test": parts[1::2]}.items():
        cells = table.shown(x)
        with open(folder / f"{name}-{part}.csv", "w", newline="") as out:
            rows = csv.writer(out)
            rows.writerow([f"x{j}" for j in range(cells.shape[1])] + ["y"])
            for row, label in zip(cells, labels):
                shown = label if table.number or table.coded else f"c{label}"
                rows.writerow(["" if cell is None else cell for cell in row] + [shown])
    return parts


def prepared(x):
    texts = [j for j in range(x.shape[1]) if isinstance(next(c for c in x[:, j] if c is not None), str)]
    numbers = [j for j in range(x.shape[1]) if j not in texts]
    return make_column_transformer(
        (make_pipeline(SimpleImputer(missing_values=np.nan), StandardScaler()), numbers),
        (OneHotEncoder(handle_unknown="ignore"), texts),
        sparse_threshold=0)


def filled(x):
    if x.dtype != object:
        return x
    x = x.copy()
    for j in range(x.shape[1]):
        text = any(isinstance(cell, str) for cell in x[:, j])
        x[:, j] = [("?" if text else np.nan) if cell is None else cell for cell in x[:, j]]
    return x


def scikit(name, parts, longer):
    train_x, test_x, train_y, test_y = *(filled(ALL[name].known(x)) for x in parts[:2]), *parts[2:]
    scores = []
    for seed in SEEDS:
        more = {"random_state": seed} | ({"max_iter": 1000} if longer else {})
        net = MLPRegressor(**more) if ALL[name].number else MLPClassifier(**more)
        if longer and ALL[name].number:
            net = TransformedTargetRegressor(net, transformer=StandardScaler())
        model = make_pipeline(prepared(train_x), net)
        model.fit(train_x, train_y)
        scores.append(model.score(test_x, test_y))
    return float(np.mean(scores)), float(np.std(scores))


def lockstep(command, folder, name, seeds):
    """What is drafted, with the seed of the draft and others; and the seconds of the first training."""
    def call(*arguments):
        done = subprocess.run(
            [command, *map(str, arguments)], cwd=folder, text=True, capture_output=True)
        if done.returncode:
            sys.exit(f"{name}: {arguments[0]} ended with {done.returncode}\n{done.stderr}")
        return done.stdout

    draft, runs, test = folder / f"{name}.yaml", folder / "runs", folder / f"{name}-test.csv"
    draft.unlink(missing_ok=True)
    call("init", folder / f"{name}-train.csv", "--label", "y", "--out", draft)
    with open(test, newline="") as rows:
        labels = [row["y"] for row in csv.DictReader(rows)]
    scores, seconds = [], []
    for seed in range(42, 42 + seeds):
        begun = time.monotonic()
        call("train", draft, "--runs", runs, "--set", f"run.name={name}", "--set", f"run.seed={seed}")
        seconds.append(round(time.monotonic() - begun, 1))
        said = [line.split(",")[0] for line in call("predict", runs / "last", test).splitlines()[1:]]
        scores.append(score(name, labels, said))
    return scores, seconds[0]


def score(name, labels, said):
    if not ALL[name].number:
        return float(np.mean([a == b for a, b in zip(said, labels, strict=True)]))
    wanted, given = np.array(labels, float), np.array(said, float)
    return float(1 - np.mean((wanted - given) ** 2) / np.var(wanted))


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("folder", type=pathlib.Path)
    options.add_argument("--lockstep", metavar="COMMAND")
    options.add_argument("--only", default="first,tuned,held,fresh")
    options.add_argument("--longer", action="store_true")
    options.add_argument("--seeds", type=int, default=1)
    options.add_argument("--peer", metavar="FILE", help="what an earlier call printed: scikit-learn is not run again")
    given = options.parse_args()
    warnings.filterwarnings("ignore")
    given.folder.mkdir(parents=True, exist_ok=True)
    peers = {}
    if given.peer:
        known = [json.loads(line) for line in open(given.peer) if line.startswith("{")]
        peers = {one["table"]: (one["sklearn_mean"], one["sklearn_sd"]) for one in known}
    rows = []
    lists = {"first": FIRST, "tuned": TUNED, "held": HELD, "fresh": FRESH}
    for name in [name for word in given.only.split(",") for name in lists.get(word, [word])]:
        parts = write(given.folder, name)
        mean, deviation = peers.get(name) or scikit(name, parts, given.longer)
        one = {"table": name, "rows": len(parts[0]), "columns": parts[0].shape[1],
               "sklearn_mean": mean, "sklearn_sd": deviation}
        if given.lockstep:
            scores, one["seconds"] = lockstep(given.lockstep, given.folder, name, given.seeds)
            one["lockstep"], one["lockstep_mean"] = scores[0], float(np.mean(scores))
            one["reached"] = one["lockstep"] >= mean - deviation
        print(json.dumps(one), flush=True)
        rows.append(one)
    print("\n| table | rows | columns | scikit-learn | Lockstep |\n| --- | --- | --- | --- | --- |")
    for one in rows:
        print(f"| {one['table']} | {one['rows']} | {one['columns']} "
              f"| {one['sklearn_mean']:.4f} ± {one['sklearn_sd']:.4f} | {one.get('lockstep', float('nan')):.4f} |")


if __name__ == "__main__":
    main()
