#!/usr/bin/python3
"""Writes xor.csv, iris.csv and breast-cancer.csv into the folder of this script.

Needs scikit-learn only: apt-get install python3-sklearn. Run it again and the files are the same.
"""

import csv
import pathlib

from sklearn.datasets import load_breast_cancer, load_iris

HERE = pathlib.Path(__file__).resolve().parent


def write(name, header, rows):
    with open(HERE / name, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def table(name, bunch, columns, label):
    rows = (
        [f"{value:.10g}" for value in values] + [bunch.target_names[index]]
        for values, index in zip(bunch.data, bunch.target)
    )
    write(name, columns + [label], rows)


def main():
    write("xor.csv", ["a", "b", "xor"], [[a, b, a ^ b] for a in (0, 1) for b in (0, 1)])
    iris = load_iris()
    columns = [name.replace(" (cm)", "").replace(" ", "_") for name in iris.feature_names]
    table("iris.csv", iris, columns, "species")
    cancer = load_breast_cancer()
    columns = [name.replace(" ", "_") for name in cancer.feature_names]
    table("breast-cancer.csv", cancer, columns, "diagnosis")


if __name__ == "__main__":
    main()
