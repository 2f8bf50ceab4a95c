#!/usr/bin/python3
"""Writes the data of the textbook into the folder of this script; run it again and the files are the same."""

import pathlib
import random

HERE = pathlib.Path(__file__).resolve().parent


def write(name, lines):
    (HERE / name).write_text("\n".join(lines) + "\n", encoding="ascii")


def two_features():
    draw = random.Random(7)
    lines = ["first,second,label"]
    while len(lines) <= 200:
        first, second = draw.uniform(-2, 2), draw.uniform(-2, 2)
        distance = second - 0.8 * abs(first) + 0.3
        if abs(distance) > 0.12:
            lines.append(f"{first:.3f},{second:.3f},{int(distance > 0)}")
    return lines


def three_inputs():
    rows = [(1, 2, 3), (0, 0, 0), (-1, 0.5, 2), (2, -1.5, 0.5), (0.5, 3, -2), (-2, -1, -0.5)]
    lines = ["first,second,third,left,right,side"]
    for row in rows:
        right = int(row[1] > 0)
        side = "right" if right else "left"
        lines.append(",".join(str(cell) for cell in (*row, 1 - right, right, side)))
    return lines


def main():
    write("two-features.csv", two_features())
    write("single-neuron.csv", ["first,second,third,output", "1,2,3,0.917"])
    write("three-inputs.csv", three_inputs())


if __name__ == "__main__":
    main()
