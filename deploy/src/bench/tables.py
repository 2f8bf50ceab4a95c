"""Tables of many kinds, made or real, for `sklearn_tables.py`.

The rules of `lockstep init` were chosen on FIRST and TUNED. HELD was looked at after they were fixed:
which of the later tables is held back was drawn by the hash of its name before any was measured
(`held`), so that nobody chose.
"""

import csv
import dataclasses
import gzip
import hashlib
import os
import pathlib
import typing

import numpy as np
from sklearn import datasets
from sklearn.model_selection import train_test_split

WORDS = np.array(["amber", "blue", "cyan", "dun", "ecru", "fawn", "gold", "hazel", "ivory", "jade"])


@dataclasses.dataclass
class Table:
    """make() gives x and y; `test` is the share of the rows, or their number, that both are measured on."""

    make: typing.Callable
    number: bool = False
    test: float = 0.25
    # How the cells stand in the file, where scikit-learn is given something easier.
    shown: typing.Callable = lambda x: x
    # The columns that scikit-learn is given.
    known: typing.Callable = lambda x: x
    # Whether classes stand as numbers in the file.
    coded: bool = False

    def parts(self):
        """Training x, test x, training y, test y."""
        x, y = self.make()
        stratify = None if self.number else y
        return train_test_split(x, y, test_size=self.test, random_state=0, stratify=stratify)


def classes(make, **more):
    return Table(make, **more)


def numbers(make, **more):
    return Table(make, number=True, **more)


def classified(rows, columns, seed, **more):
    return datasets.make_classification(rows, columns, random_state=seed, **more)


def drawn(seed):
    return np.random.default_rng(seed)


def texts(values, count):
    """Numbers as one of so many words each, by their size."""
    edges = np.quantile(values, np.linspace(0, 1, count + 1)[1:-1])
    words = WORDS if count <= len(WORDS) else np.array([f"{a}-{b}" for a in WORDS for b in WORDS])
    return words[np.digitize(values, edges)].astype(object)


def holed(cells, share, rng):
    cells = cells.astype(object)
    cells[rng.random(cells.shape) < share] = None
    return cells


def categories():
    """Numbers and texts, with holes: three columns become words, and one cell in ten is missing."""
    x, y = classified(4000, 12, 5, n_informative=8, n_redundant=2, flip_y=0.1, n_classes=3)
    rng = drawn(5)
    columns = [
        holed(texts(x[:, j], 6) if j % 4 == 0 else np.round(x[:, j], 4), 0.1, rng) for j in range(x.shape[1])]
    return np.stack(columns, axis=1), y


def prices():
    """A target of some hundred thousands that grows by factors, from numbers and a text."""
    rng = drawn(9)
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


FIRST = {
    "iris": classes(lambda: datasets.load_iris(return_X_y=True)),
    "wine": classes(lambda: datasets.load_wine(return_X_y=True)),
    "breast-cancer": classes(lambda: datasets.load_breast_cancer(return_X_y=True)),
    "digits": classes(lambda: datasets.load_digits(return_X_y=True)),
    "diabetes": numbers(lambda: datasets.load_diabetes(return_X_y=True, scaled=False)),
    "moons": classes(lambda: datasets.make_moons(400, noise=0.3, random_state=1)),
    "circles": classes(lambda: datasets.make_circles(80, noise=0.1, factor=0.5, random_state=2)),
    "blobs": classes(lambda: datasets.make_blobs(1000, 8, centers=6, cluster_std=5, random_state=3)),
    "noisy": classes(lambda: classified(2000, 20, 1, n_informative=6, flip_y=0.25)),
    "wide": classes(lambda: classified(400, 300, 2, n_informative=15, n_redundant=20, class_sep=2)),
    "many": classes(lambda: classified(20000, 30, 3, n_informative=12, n_classes=4, flip_y=0.05)),
    "rare": classes(lambda: classified(3000, 15, 4, n_informative=6, weights=[0.94], flip_y=0.02)),
    "categories": classes(categories),
    "counts": classes(sparse_counts),
    "linear": numbers(lambda: datasets.make_regression(600, 40, n_informative=15, noise=10, random_state=6)),
    "friedman1": numbers(lambda: datasets.make_friedman1(1200, 10, noise=1, random_state=7)),
    "friedman2": numbers(lambda: datasets.make_friedman2(800, noise=50, random_state=8)),
    "prices": numbers(prices),
    "sparse": numbers(lambda: datasets.make_sparse_uncorrelated(500, 12, random_state=10)),
    "roll": numbers(lambda: datasets.make_swiss_roll(1500, noise=0.3, random_state=11)),
}


def real(*names):
    """A file of the folder of public data sets: LOCKSTEP_TEST_DATA, or shared/data beside the checkout."""
    here = pathlib.Path(__file__).resolve()
    beside = here.parents[3].parent / "shared" / "data"
    return pathlib.Path(os.environ.get("LOCKSTEP_TEST_DATA", beside)).joinpath(*names)


def cell(text):
    if text in ("", "NA", "?"):
        return None
    try:
        return float(text)
    except ValueError:
        return text


def real_table(path, label, rows, seed):
    """So many of its rows, those that have a label."""
    with open(path, newline="") as lines:
        table = [row for row in csv.DictReader(lines) if cell(row[label]) is not None]
    chosen = drawn(seed).permutation(len(table))[:rows]
    names = [name for name in table[0] if name != label]
    x = np.array([[cell(table[i][name]) for name in names] for i in chosen], dtype=object)
    return x, np.array([cell(table[i][label]) for i in chosen])


def images(folder, train, test, seed):
    """Rows of bytes, from both parts of a set of images."""
    def idx(name, skip):
        with gzip.open(real(folder, name)) as packed:
            return np.frombuffer(packed.read(), np.uint8, offset=skip)
    x = np.concatenate([idx(f"{part}-images-idx3-ubyte.gz", 16).reshape(-1, 784) for part in ("train", "t10k")])
    y = np.concatenate([idx(f"{part}-labels-idx1-ubyte.gz", 8) for part in ("train", "t10k")])
    chosen = drawn(seed).permutation(len(y))[:train + test]
    return x[chosen].astype(int), y[chosen]


def faces():
    """Made grey images, 16 by 16: six faces, each under another light and with noise."""
    rng = drawn(20)
    rows, side = 2300, 16
    base = rng.normal(size=(6, 4, 4)).repeat(4, axis=1).repeat(4, axis=2).reshape(6, -1)
    light = rng.normal(size=(5, side * side)).cumsum(axis=1) / 8
    y = rng.integers(0, 6, rows)
    x = base[y] + rng.normal(size=(rows, 5)) @ light + rng.normal(size=(rows, side * side))
    return np.clip(128 + 30 * x, 0, 255).astype(int), y


def outliers():
    x, y = datasets.make_regression(3000, 12, n_informative=8, noise=10, random_state=22)
    wrong = drawn(22).random(len(y)) < 0.02
    return x, np.where(wrong, -4 * y, y)


def low_rank():
    x = datasets.make_low_rank_matrix(2600, 60, effective_rank=6, random_state=23) * 100
    rng = drawn(23)
    return x, np.tanh(x @ rng.normal(size=60) / 4) * 10 + rng.normal(size=2600)


def long():
    x = drawn(24).uniform(-2, 2, (54000, 5))
    y = np.sin(3 * x[:, 0]) + x[:, 1] * x[:, 2] + np.abs(x[:, 3])
    return x, y + drawn(25).normal(size=len(y)) * 0.3


def cities():
    """A text of 150 values rules a number."""
    rng = drawn(26)
    worth, heat = rng.normal(size=150), rng.normal(size=150)
    rows = 9000
    place, x = rng.integers(0, 150, rows), rng.normal(size=(rows, 2))
    cells = np.stack([np.array([f"city {i}" for i in place]), *np.round(x, 3).T], axis=1).astype(object)
    cells[:, 1:] = np.round(x, 3)
    return cells, worth[place] + heat[place] * x[:, 0] + 0.3 * rng.normal(size=rows)


def codes():
    """Texts of 60 and of 20 values, and numbers, for three classes."""
    rng = drawn(27)
    rows = 6000
    first, second = rng.integers(0, 60, rows), rng.integers(0, 20, rows)
    x = rng.normal(size=(rows, 3))
    score = rng.normal(size=(60, 3))[first] + rng.normal(size=(20, 3))[second] + x @ rng.normal(size=(3, 3))
    y = (score + rng.gumbel(size=score.shape) * 0.7).argmax(axis=1)
    cells = np.empty((rows, 5), dtype=object)
    cells[:, 0] = [f"K{i:02}" for i in first]
    cells[:, 1] = [f"{chr(97 + i)}x" for i in second]
    cells[:, 2:] = np.round(x, 3)
    return cells, y


def holes():
    x, y = classified(6000, 16, 28, n_informative=8, n_redundant=4, flip_y=0.03)
    return holed(np.round(x, 4), 0.4, drawn(28)), y


def skewed():
    rng = drawn(29)
    x = rng.normal(size=(5000, 8))
    return x, np.exp(x[:, 0] + 0.7 * x[:, 1] * (x[:, 2] > 0) + 0.3 * rng.normal(size=5000))


def poisson():
    """Small counts: whole numbers that are amounts."""
    rng = drawn(30)
    x = rng.normal(size=(5000, 6))
    return x, rng.poisson(np.exp(0.5 + 0.5 * x[:, 0] + 0.4 * np.sin(2 * x[:, 1])))


def constants():
    x, y = classified(5000, 10, 31, n_informative=5, flip_y=0.05, n_classes=3)
    return np.concatenate([x, x[:, :4], np.full((5000, 3), 7.0), -2 * x[:, 1:2]], axis=1), y


def scales():
    x, y = datasets.make_friedman1(4000, 8, noise=1, random_state=32)
    return x * np.logspace(-9, 9, 8) + np.array([0, 1e-3, 0, 5, -1e6, 0, 1e9, 1e9]), y * 1e6


def days():
    """A number that follows the season and the day of the week, and one more column."""
    rng = drawn(33)
    dates = np.datetime64("2018-01-01") + rng.integers(0, 1400, 4000).astype("timedelta64[D]")
    year = dates.astype("datetime64[Y]").astype(int) + 1970
    month = dates.astype("datetime64[M]").astype(int) % 12 + 1
    day = (dates - dates.astype("datetime64[M]")).astype(int) + 1
    weekday = (dates.astype(int) + 3) % 7
    other = np.round(rng.normal(size=4000), 3)
    y = 10 * np.sin(month / 6 * np.pi) + 5 * (weekday > 4) + 2 * (year - 2018) + 3 * other
    return np.stack([year, month, day, weekday, other], axis=1), y + rng.normal(size=4000) * 2


def dates_of(x):
    return np.array([[f"{int(r[0])}-{int(r[1]):02}-{int(r[2]):02}", r[4]] for r in x], dtype=object)


def checkerboard():
    rng = drawn(34)
    x = rng.uniform(0, 4, (5500, 2))
    y = np.floor(x).sum(axis=1).astype(int) % 2
    return x, np.where(rng.random(5500) < 0.05, 1 - y, y)


def spirals():
    rng = drawn(35)
    way, arm = rng.uniform(0.3, 2, 4600), rng.integers(0, 3, 4600)
    angle = way * 4 + arm * 2 * np.pi / 3
    x = np.stack([way * np.cos(angle), way * np.sin(angle)], axis=1)
    return x + rng.normal(size=x.shape) * 0.08, arm


def parity():
    rng = drawn(36)
    bits = rng.integers(0, 2, (3400, 9))
    y = bits[:, :4].sum(axis=1) % 2
    return np.array(["no", "yes"], dtype=object)[bits], np.where(rng.random(3400) < 0.03, 1 - y, y)


def twonorm():
    rng = drawn(37)
    y = rng.integers(0, 2, 4200)
    return rng.normal(size=(4200, 20)) + np.where(y, 1, -1)[:, None] * 2 / np.sqrt(20), y


def heavy_tails():
    rng = drawn(38)
    x = rng.standard_t(1.5, (5000, 6))
    score = np.sign(x[:, 0]) * np.log1p(np.abs(x[:, 0])) + np.arctan(x[:, 1]) - 0.5 * np.arctan(x[:, 2] * x[:, 3])
    return x, (score + 0.5 * rng.normal(size=5000) > 0).astype(int)


def product():
    x = drawn(39).uniform(-1, 1, (4400, 4))
    return x, x[:, 0] * x[:, 1] + x[:, 2] ** 2


def quality():
    """Grades from 3 to 8 with noise, as numbers of a table of wines are."""
    rng = drawn(40)
    x = rng.normal(size=(5000, 11))
    score = 5.6 + 0.5 * x[:, 0] - 0.3 * x[:, 1] + 0.2 * x[:, 2] * x[:, 3] + 0.6 * rng.normal(size=5000)
    return x, np.clip(np.round(score), 3, 8).astype(int)


def sine():
    x = drawn(41).uniform(-1, 1, (4500, 1))
    return x, np.sin(7 * x[:, 0]) + 0.1 * drawn(42).normal(size=4500)


def words():
    """Weights of 1 500 words in 400 texts."""
    rng = drawn(43)
    y = rng.integers(0, 3, 2400)
    rate = 0.02 + 0.06 * (rng.random((3, 1500)) < 0.03)
    counts = rng.poisson(rate[y])
    return np.round(counts / np.maximum(1, counts.sum(axis=1, keepdims=True)), 4), y


def votes():
    rng = drawn(44)
    y = rng.integers(0, 2, 3400)
    chance = np.clip(0.5 + rng.normal(size=(2, 16)) * 0.12, 0.05, 0.95)
    return holed(np.array(["n", "y"])[(rng.random((3400, 16)) < chance[y]).astype(int)], 0.05, rng), y


def saddle():
    """Few rows and little noise: 120 to learn a surface from."""
    x = drawn(45).uniform(-2, 2, (3120, 2))
    return x, x[:, 0] ** 2 - x[:, 1] ** 2 + 0.2 * drawn(46).normal(size=3120)


def logs():
    """Inputs over six orders of magnitude, of which the order counts."""
    rng = drawn(47)
    x = 10 ** rng.uniform(-2, 4, (5000, 4))
    return x, np.log10(x[:, 0]) - np.log10(x[:, 1]) * 0.5 + 0.3 * rng.normal(size=5000)


def mixture():
    """Numbers, whole numbers, yes and no, and words with rare ones, for a number."""
    rng = drawn(48)
    rows = 5200
    size, rooms, yes = rng.gamma(3, 30, rows), rng.integers(1, 9, rows), rng.integers(0, 2, rows)
    kind = np.minimum(rng.geometric(0.25, rows) - 1, 9)
    y = 0.02 * size + 0.5 * np.sqrt(rooms) + yes * 0.01 * size + np.cos(kind) + 0.4 * rng.normal(size=rows)
    cells = np.stack([np.round(size, 1), rooms, np.array(["no", "yes"])[yes], WORDS[kind]], axis=1).astype(object)
    cells[:, 0], cells[:, 1] = np.round(size, 1), rooms
    return holed(cells, 0.03, rng), y


def steps():
    x = drawn(49).uniform(0, 10, (4800, 3))
    return x, np.floor(x[:, 0] / 2) + 3 * (x[:, 1] > 4) * (x[:, 2] < 7) + 0.3 * drawn(50).normal(size=4800)


def alcohol():
    x, _ = datasets.load_wine(return_X_y=True)
    return x[:, 1:], x[:, 0]


def width():
    x, kind = datasets.load_iris(return_X_y=True)
    cells = np.array([*x[:, :3].T.astype(object), WORDS[kind]], dtype=object).T
    return cells, x[:, 3]


LATER = {
    "friedman3": numbers(lambda: datasets.make_friedman3(4000, noise=0.1, random_state=21), test=3000),
    "faces": classes(faces, test=2000),
    "linnerud": numbers(lambda: (lambda d: (d.data, d.target[:, 1]))(datasets.load_linnerud())),
    "heavy-noise": numbers(lambda: datasets.make_regression(3800, 20, noise=150, random_state=51), test=3000),
    "few-inform": numbers(
        lambda: datasets.make_regression(2300, 100, n_informative=5, noise=5, random_state=52), test=2000),
    "outliers": numbers(outliers, test=2000),
    "hastie": classes(lambda: datasets.make_hastie_10_2(6000, random_state=53), test=4000),
    "quantiles": classes(
        lambda: datasets.make_gaussian_quantiles(n_samples=5000, n_features=6, n_classes=5, random_state=54),
        test=3500),
    "blobs20": classes(
        lambda: datasets.make_blobs(5000, 10, centers=20, cluster_std=5, random_state=55), test=3500),
    "moons-few": classes(lambda: datasets.make_moons(3100, noise=0.4, random_state=56), test=3000),
    "s-curve": numbers(lambda: datasets.make_s_curve(4000, noise=0.1, random_state=57), test=3000),
    "low-rank": numbers(low_rank, test=2000),
    "imbalanced": classes(
        lambda: classified(12000, 12, 58, n_informative=6, weights=[0.98], flip_y=0.002), test=6000),
    "short-wide": classes(
        lambda: classified(2060, 100, 59, n_informative=10, n_redundant=30, class_sep=2), test=2000),
    "long": numbers(long, test=4000),
    "long-classes": classes(lambda: classified(44000, 10, 60, n_informative=8, n_classes=5), test=4000),
    "cities": numbers(cities, test=5000),
    "codes": classes(codes, test=3000),
    "holes": classes(holes, test=3000),
    "skewed": numbers(skewed, test=3000),
    "poisson": numbers(poisson, test=3000),
    "constants": classes(constants, test=3000),
    "scales": numbers(scales, test=3000),
    "dates": numbers(days, test=2000, shown=dates_of),
    "adult": classes(lambda: real_table(real("adult", "adult-train.csv"), "income", 16000, 61), test=8000),
    "housing": numbers(
        lambda: real_table(real("california-housing", "housing.csv"), "median_house_value", 9000, 62), test=4000),
    "pm25": numbers(
        lambda: real_table(real("time-series", "beijing-pm25.csv"), "pm2.5", 10000, 63), test=4000),
    "mnist": classes(lambda: images("mnist", 4000, 6000, 64), test=6000),
    "fashion": classes(lambda: images("fashion-mnist", 4000, 6000, 65), test=6000),
    "checkerboard": classes(checkerboard, test=4000),
    "spirals": classes(spirals, test=4000),
    "parity": classes(parity, test=2000),
    "friedman1-few": numbers(lambda: datasets.make_friedman1(3100, 10, noise=1, random_state=66), test=3000),
    "twonorm": classes(twonorm, test=4000),
    "heavy-tails": classes(heavy_tails, test=3000),
    "nothing": classes(lambda: (drawn(67).normal(size=(3500, 10)), drawn(68).integers(0, 2, 3500)), test=3000),
    "nothing-number": numbers(lambda: (drawn(69).normal(size=(3500, 10)), drawn(70).normal(size=3500)), test=3000),
    "product": numbers(product, test=4000),
    "quality": classes(quality, test=3000),
    "sine": numbers(sine, test=4000),
    "words": classes(words, test=2000),
    "votes": classes(votes, test=3000),
    "digits-few": classes(lambda: datasets.load_digits(return_X_y=True), test=1597),
    "breast-few": classes(lambda: datasets.load_breast_cancer(return_X_y=True), test=509),
    "wine-alcohol": numbers(alcohol, test=0.4),
    "iris-width": numbers(width, test=0.4),
    "saddle": numbers(saddle, test=3000),
    "logs": numbers(logs, test=3000),
    "mixture": numbers(mixture, test=3000),
    "steps": numbers(steps, test=3000),
}


def line():
    """One input, and more noise than line."""
    x = drawn(71).uniform(-1, 1, (3300, 1))
    return x, 2 * x[:, 0] + 1.5 * drawn(72).normal(size=3300)


def plane():
    x = drawn(73).normal(size=(3600, 3))
    return x, x @ [1, -0.5, 0.2] + drawn(74).normal(size=3600)


def calls():
    """Small counts that two inputs tell little of."""
    rng = drawn(75)
    x = rng.normal(size=(4000, 2))
    return x, rng.poisson(np.exp(0.4 + 0.6 * x[:, 0]))


def curve():
    """Two classes that overlap on one input."""
    rng = drawn(76)
    x = rng.normal(size=(4400, 1))
    return x, (np.abs(x[:, 0]) + 0.5 * rng.normal(size=4400) > 0.8).astype(int)


def slopes():
    x = drawn(77).uniform(-1, 1, (3200, 2))
    return x, np.sin(3 * x[:, 0]) * x[:, 1] + 0.7 * drawn(78).normal(size=3200)


def shops():
    """A text of 80 values, as rare as in life, and two numbers rule a number."""
    rng = drawn(79)
    rows = 6000
    share = 1 / np.arange(3, 83)
    place, x = rng.choice(80, rows, p=share / share.sum()), rng.normal(size=(rows, 2))
    cells = np.stack([np.array([f"shop {i}" for i in place]), *np.round(x, 3).T], axis=1).astype(object)
    cells[:, 1:] = np.round(x, 3)
    return cells, rng.normal(size=80)[place] * (1 + 0.5 * x[:, 0]) + x[:, 1] + 0.4 * rng.normal(size=rows)


LATER |= {
    "line": numbers(line, test=3000),
    "plane": numbers(plane, test=3000),
    "calls": numbers(calls, test=3000),
    "curve": classes(curve, test=4000),
    "slopes": numbers(slopes, test=3000),
    "shops": numbers(shops, test=4000),
}


def held(name):
    return hashlib.sha256(name.encode()).digest()[0] % 2 == 1


TUNED = {name: table for name, table in LATER.items() if not held(name)}
HELD = {name: table for name, table in LATER.items() if held(name)}


def topics():
    """Words counted in texts, of which each is about one of five things; the classes are numbers."""
    x, y = datasets.make_multilabel_classification(
        6000, 60, n_classes=5, n_labels=1, length=30, allow_unlabeled=False, random_state=81)
    return x, y.argmax(axis=1)


def grades():
    """Words that have an order, and numbers."""
    rng = drawn(82)
    levels = np.array(["very low", "low", "medium", "high", "very high"], dtype=object)
    first, second = rng.integers(0, 5, 4500), rng.integers(0, 5, 4500)
    x = rng.normal(size=(4500, 3))
    y = 0.8 * first - 0.1 * second ** 2 + 0.6 * first * (x[:, 0] > 0) + x[:, 1] + 0.8 * rng.normal(size=4500)
    cells = np.stack([levels[first], levels[second], *x.T], axis=1).astype(object)
    cells[:, 2:] = np.round(x, 3)
    return cells, y


def bursts():
    """A number whose noise has heavy tails."""
    rng = drawn(83)
    x = rng.normal(size=(5000, 6))
    return x, 2 * x[:, 0] + np.sin(2 * x[:, 1]) * 2 + x[:, 2] * x[:, 3] + 0.7 * rng.standard_t(2.5, 5000)


def customers():
    """A text that names the row, one of twelve plans, numbers with holes, and a column of one value."""
    rng = drawn(84)
    rows = 6000
    plan, x = rng.integers(0, 12, rows), rng.normal(size=(rows, 4))
    score = rng.normal(size=12)[plan] + x[:, 0] - 0.7 * x[:, 1] * x[:, 2]
    cells = np.empty((rows, 7), dtype=object)
    cells[:, 0] = [f"U-{i:07}" for i in rng.permutation(10 ** 6)[:rows]]
    cells[:, 1] = [f"plan {chr(65 + i)}" for i in plan]
    cells[:, 2:6] = holed(np.round(x, 3), 0.05, rng)
    cells[:, 6] = 1
    return cells, (score + rng.logistic(size=rows) * 0.6 > 0).astype(int)


def unnamed(x):
    """Without the text that names the row, of which scikit-learn would make a column each."""
    return x[:, 1:]


def products():
    """300 products, most of them rare, that have a class each."""
    rng = drawn(85)
    rows = 12000
    share = 1 / np.arange(5, 305)
    which, x = rng.choice(300, rows, p=share / share.sum()), rng.normal(size=(rows, 2))
    y = (rng.normal(size=(300, 3))[which] + x @ rng.normal(size=(2, 3)) + rng.gumbel(size=(rows, 3)) * 0.5)
    cells = np.stack([np.array([f"P{i:03}" for i in which]), *x.T], axis=1).astype(object)
    cells[:, 1:] = np.round(x, 3)
    return cells, y.argmax(axis=1)


def holes_of_four():
    x, y = classified(6000, 12, 86, n_informative=7, n_redundant=2, n_classes=4, flip_y=0.02)
    return holed(np.round(x, 4), 0.2, drawn(86)), y


# Written when all rules above were fixed, of kinds that the other lists lack.
FRESH = {
    "plain": classes(lambda: classified(4000, 20, 87), test=3000),
    "clusters": classes(lambda: classified(6000, 20, 88, n_informative=10, n_classes=6), test=3000),
    "rare-3": classes(lambda: classified(12000, 20, 89, weights=[0.97], n_informative=5), test=6000),
    "bells": classes(
        lambda: datasets.make_blobs(4600, 3, centers=4, cluster_std=4, random_state=90), test=4000, coded=True),
    "hastie-many": classes(lambda: datasets.make_hastie_10_2(14000, random_state=91), test=4000),
    "quantiles-10": classes(
        lambda: datasets.make_gaussian_quantiles(n_samples=6000, n_features=10, n_classes=3, random_state=92),
        test=3000, coded=True),
    "moons-noisy": classes(lambda: datasets.make_moons(5000, noise=0.25, random_state=93), test=4000),
    "circles-noisy": classes(
        lambda: datasets.make_circles(4500, noise=0.15, factor=0.6, random_state=94), test=4000),
    "topics": classes(topics, test=3000, coded=True),
    "digits-half": classes(lambda: datasets.load_digits(return_X_y=True), test=0.5, coded=True),
    "wine-half": classes(lambda: datasets.load_wine(return_X_y=True), test=0.5),
    "breast-half": classes(lambda: datasets.load_breast_cancer(return_X_y=True), test=0.5),
    "customers": classes(customers, test=3000, known=unnamed),
    "products": classes(products, test=6000),
    "holes-4": classes(holes_of_four, test=3000),
    "hundred-thousand": classes(
        lambda: classified(105000, 8, 95, n_informative=6, flip_y=0.03), test=5000),
    "friedman1-clean": numbers(lambda: datasets.make_friedman1(4000, 5, noise=0.1, random_state=96), test=3000),
    "friedman3-clean": numbers(lambda: datasets.make_friedman3(4000, random_state=97), test=3000),
    "sparse-wide": numbers(lambda: datasets.make_sparse_uncorrelated(5000, 40, random_state=98), test=3000),
    "rank-five": numbers(
        lambda: datasets.make_regression(3500, 50, effective_rank=5, noise=1, random_state=99), test=2500),
    "wide-number": numbers(
        lambda: datasets.make_regression(2200, 400, n_informative=8, noise=5, random_state=100), test=2000),
    "diabetes-half": numbers(lambda: datasets.load_diabetes(return_X_y=True), test=0.5),
    "grades": numbers(grades, test=3000),
    "bursts": numbers(bursts, test=3000),
}
ALL = FIRST | LATER | FRESH
