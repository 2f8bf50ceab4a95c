#!/usr/bin/env python3
"""Drafted configurations beside scikit-learn's multi-layer perceptrons, on tables of many kinds.

    sklearn_tables.py DIR                           writes the tables and measures scikit-learn
    sklearn_tables.py DIR --lockstep COMMAND        measures `COMMAND init`, `train` and `evaluate` too
    sklearn_tables.py DIR --only iris,moons         some of the tables

DIR gets NAME-train.csv and NAME-test.csv: both trainers learn from the one and are measured on the
other. scikit-learn has standardised inputs (missing numbers become the mean, texts are one-hot) and
is otherwise as it ships; its score is the mean over five seeds. Lockstep is given the training file
alone, and nothing of what it drafts is changed. Scores are accuracy, or R^2 for a number, both
counted here. Prints one JSON object a table, and a Markdown table at the end.
"""

import argparse
import csv
import json
import pathlib
import subprocess
import sys
import warnings

import numpy as np
from sklearn import datasets
from sklearn.compose import make_column_transformer
from sklearn.impute import SimpleImputer
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

SEEDS = range(5)


def classified(rows, columns, seed, **more):
    return datasets.make_classification(rows, columns, random_state=seed, **more)


def categories():
    """Numbers and texts, with holes: three columns become words, and one cell in ten is missing."""
    x, y = classified(4000, 12, 5, n_informative=8, n_redundant=2, flip_y=0.1, n_classes=3)
    rng = np.random.default_rng(5)
    columns = []
    for j in range(x.shape[1]):
        if j % 4 == 0:
            edges = np.quantile(x[:, j], np.linspace(0, 1, 7)[1:-1])
            words = np.array(["amber", "blue", "cyan", "dun", "ecru", "fawn"])
            cells = words[np.digitize(x[:, j], edges)].astype(object)
        else:
            cells = np.round(x[:, j], 4).astype(object)
        cells[rng.random(len(cells)) < 0.1] = None
        columns.append(cells)
    return np.stack(columns, axis=1), y


def prices():
    """A target of some hundred thousands that grows by factors, from numbers and a text."""
    rng = np.random.default_rng(9)
    rows = 3000
    area = rng.lognormal(4.4, 0.5, rows)
    age = rng.integers(0, 90, rows)
    place = rng.integers(0, 5, rows)
    worth = np.array([0.7, 0.9, 1.0, 1.3, 1.9])[place]
    price = 2500 * area * worth * np.exp(-age / 120) * rng.lognormal(0, 0.12, rows)
    names = np.array(["harbour", "hill", "mill", "park", "square"])
    x = np.stack([np.round(area, 1), age, names[place]], axis=1).astype(object)
    x[:, 0] = np.round(area, 1)
    x[:, 1] = age
    return x, np.round(price)


def sparse_counts():
    """Words counted in texts: many columns, most cells 0."""
    x, y = datasets.make_multilabel_classification(
        1500, 150, n_classes=4, n_labels=1, length=40, allow_unlabeled=False, random_state=3)
    return x, y.argmax(axis=1)


TABLES = {
    "iris": lambda: datasets.load_iris(return_X_y=True),
    "wine": lambda: datasets.load_wine(return_X_y=True),
    "breast-cancer": lambda: datasets.load_breast_cancer(return_X_y=True),
    "digits": lambda: datasets.load_digits(return_X_y=True),
    "diabetes": lambda: datasets.load_diabetes(return_X_y=True, scaled=False),
    "moons": lambda: datasets.make_moons(400, noise=0.3, random_state=1),
    "circles": lambda: datasets.make_circles(80, noise=0.1, factor=0.5, random_state=2),
    "blobs": lambda: datasets.make_blobs(1000, 8, centers=6, cluster_std=5, random_state=3),
    "noisy": lambda: classified(2000, 20, 1, n_informative=6, flip_y=0.25),
    "wide": lambda: classified(400, 300, 2, n_informative=15, n_redundant=20, class_sep=2),
    "many": lambda: classified(20000, 30, 3, n_informative=12, n_classes=4, flip_y=0.05),
    "rare": lambda: classified(3000, 15, 4, n_informative=6, weights=[0.94], flip_y=0.02),
    "categories": categories,
    "counts": sparse_counts,
    "linear": lambda: datasets.make_regression(600, 40, n_informative=15, noise=10, random_state=6),
    "friedman1": lambda: datasets.make_friedman1(1200, 10, noise=1, random_state=7),
    "friedman2": lambda: datasets.make_friedman2(800, noise=50, random_state=8),
    "prices": prices,
    "sparse": lambda: datasets.make_sparse_uncorrelated(500, 12, random_state=10),
    "roll": lambda: datasets.make_swiss_roll(1500, noise=0.3, random_state=11),
}

NUMBERS = {"diabetes", "linear", "friedman1", "friedman2", "prices", "sparse", "roll"}


def write(folder, name):
    x, y = TABLES[name]()
    stratify = None if name in NUMBERS else y
    parts = train_test_split(x, y, test_size=0.25, random_state=0, stratify=stratify)
    for part, (cells, labels) in {"train": parts[0::2], "test": parts[1::2]}.items():
        with open(folder / f"{name}-{part}.csv", "w", newline="") as out:
            rows = csv.writer(out)
            rows.writerow([f"x{j}" for j in range(x.shape[1])] + ["y"])
            for row, label in zip(cells, labels):
                shown = label if name in NUMBERS else f"c{label}"
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


def scikit(name, parts):
    train_x, test_x, train_y, test_y = filled(parts[0]), filled(parts[1]), parts[2], parts[3]
    kind = MLPRegressor if name in NUMBERS else MLPClassifier
    scores = []
    for seed in SEEDS:
        model = make_pipeline(prepared(train_x), kind(random_state=seed))
        model.fit(train_x, train_y)
        scores.append(model.score(test_x, test_y))
    return float(np.mean(scores)), float(np.std(scores))


def lockstep(command, folder, name):
    def call(*arguments):
        done = subprocess.run(
            [command, *map(str, arguments)], cwd=folder, text=True, capture_output=True)
        if done.returncode:
            sys.exit(f"{name}: {arguments[0]} ended with {done.returncode}\n{done.stderr}")
        return done.stdout

    draft, runs, test = folder / f"{name}.yaml", folder / "runs", folder / f"{name}-test.csv"
    draft.unlink(missing_ok=True)
    call("init", folder / f"{name}-train.csv", "--label", "y", "--out", draft)
    call("train", draft, "--runs", runs, "--set", f"run.name={name}")
    with open(test, newline="") as rows:
        labels = [row["y"] for row in csv.DictReader(rows)]
    said = [line.split(",")[0] for line in call("predict", runs / "last", test).splitlines()[1:]]
    if name not in NUMBERS:
        return float(np.mean([a == b for a, b in zip(said, labels)]))
    wanted, given = np.array(labels, float), np.array(said, float)
    return float(1 - np.mean((wanted - given) ** 2) / np.var(wanted))


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("folder", type=pathlib.Path)
    options.add_argument("--lockstep", metavar="COMMAND")
    options.add_argument("--only", default=",".join(TABLES))
    options.add_argument("--peer", metavar="FILE", help="what an earlier call printed: scikit-learn is not run again")
    given = options.parse_args()
    warnings.filterwarnings("ignore")
    given.folder.mkdir(parents=True, exist_ok=True)
    peers = {}
    if given.peer:
        known = [json.loads(line) for line in open(given.peer) if line.startswith("{")]
        peers = {one["table"]: (one["sklearn_mean"], one["sklearn_sd"]) for one in known}
    rows = []
    for name in given.only.split(","):
        parts = write(given.folder, name)
        mean, deviation = peers.get(name) or scikit(name, parts)
        one = {"table": name, "rows": len(parts[0]), "columns": parts[0].shape[1],
               "sklearn_mean": mean, "sklearn_sd": deviation}
        if given.lockstep:
            one["lockstep"] = lockstep(given.lockstep, given.folder, name)
            one["reached"] = one["lockstep"] >= mean - deviation
        print(json.dumps(one), flush=True)
        rows.append(one)
    print("\n| table | rows | columns | scikit-learn | Lockstep |\n| --- | --- | --- | --- | --- |")
    for one in rows:
        print(f"| {one['table']} | {one['rows']} | {one['columns']} "
              f"| {one['sklearn_mean']:.4f} ± {one['sklearn_sd']:.4f} | {one.get('lockstep', float('nan')):.4f} |")


if __name__ == "__main__":
    main()
