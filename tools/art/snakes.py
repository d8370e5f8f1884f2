# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
"""Snakes, what they eat, and a garden with a hedge.

Heads and bodies are multiplied with their team's colour; eyes and tongue lie over it as they are.
"""

import random

from .paint import INK, blob, canvas, flat, oval, paint, rgb, stroke

SKIN = rgb("#f4f1ea")
LAWN = (rgb("#33413a"), rgb("#384740"))
HEDGE = rgb("#4b6b43")
APPLE = rgb("#d8473f")
CELL = 40


def sprites():
    return [
        ("head", [head()]),
        ("head-over", [head_over()]),
        ("body", [body()]),
        ("apple", [apple()]),
        ("lawn", [lawn(0, variant) for variant in range(3)]),
        ("lawn-dark", [lawn(1, variant) for variant in range(3)]),
        ("hedge", [hedge(variant) for variant in range(4)]),
    ]


def head():
    surface, c = canvas(44)
    oval(c, 22, 22, 20, 17.5)
    paint(c, SKIN, line=1.6, light=0.3, shade=0.3, outline=INK)
    return surface


def head_over():
    surface, c = canvas(44)
    stroke(c, [(40, 22), (43, 22)], rgb("#e0435a"), 2)
    for side in (-1, 1):
        oval(c, 29, 22 + side * 7, 4.6, 4.6)
        flat(c, (1, 1, 1))
        oval(c, 30.6, 22 + side * 7, 2.3, 2.6)
        flat(c, INK)
        oval(c, 37, 22 + side * 2.4, 0.9, 0.9)
        flat(c, INK, 0.6)
    return surface


def body():
    surface, c = canvas(44)
    oval(c, 22, 22, 19.5, 19.5)
    paint(c, SKIN, line=1.6, light=0.34, shade=0.3, outline=INK)
    oval(c, 22, 22, 8, 8)
    flat(c, INK, 0.13)
    return surface


def apple():
    surface, c = canvas(36)
    smooth = random.Random(4)
    blob(c, smooth, 18, 20, 11.5, 11, wobble=0.05)
    paint(c, APPLE, line=1.4, light=0.5, shade=0.3, outline=INK)
    stroke(c, [(18, 11), (19, 7), (21, 5)], rgb("#6b4a2e"), 2.2)
    oval(c, 24, 7.5, 4.4, 2.2, 0.5)
    paint(c, rgb("#7fae55"), line=0.9, outline=INK)
    return surface


def lawn(shade, variant):
    surface, c = canvas(CELL)
    rng = random.Random(10 * shade + variant)
    c.rectangle(0, 0, CELL, CELL)
    flat(c, LAWN[1 - shade])
    for _ in range(5):
        x, y = rng.uniform(4, CELL - 4), rng.uniform(4, CELL - 4)
        stroke(c, [(x, y), (x + rng.uniform(-1, 1), y - rng.uniform(2, 4))], rgb("#5d7a5c"), 1.1, 0.35)
    return surface


def hedge(variant):
    surface, c = canvas(CELL)
    rng = random.Random(70 + variant)
    c.rectangle(0, 0, CELL, CELL)
    flat(c, rgb("#2b3d2b"))
    for _ in range(9):
        blob(c, rng, rng.uniform(6, CELL - 6), rng.uniform(6, CELL - 6), rng.uniform(7, 11), wobble=0.2)
        paint(c, HEDGE, line=0.8, light=0.25, shade=0.35)
    return surface
