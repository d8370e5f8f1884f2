# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
"""What every game uses: shadow, marks, effects, the emblem."""

import math
import random

import cairo

from .paint import TAU, INK, blob, canvas, flat, frames, ink, oval, paint, rgb, smooth, stroke

AMBER = rgb("#f2a541")


def sprites():
    return [
        ("placeholder", [placeholder()]),
        ("dot", [dot()]),
        ("shadow", [shadow()]),
        ("ring", [ring()]),
        ("hit", frames(6, hit)),
        ("death", frames(8, death)),
        ("logo", [logo()]),
    ]


def placeholder():
    surface, c = canvas(32)
    for i in range(4):
        for j in range(4):
            c.rectangle(i * 8, j * 8, 8, 8)
            flat(c, rgb("#e04fd0") if (i + j) % 2 else rgb("#3a2338"))
    return surface


def dot():
    surface, c = canvas(16)
    oval(c, 8, 8, 7, 7)
    flat(c, (1, 1, 1))
    return surface


def shadow():
    surface, c = canvas(32)
    soft = cairo.RadialGradient(16, 16, 2, 16, 16, 15.5)
    for stop, alpha in ((0, 0.42), (0.45, 0.30), (0.8, 0.08), (1, 0)):
        soft.add_color_stop_rgba(stop, 0.05, 0.03, 0.06, alpha)
    c.set_source(soft)
    c.paint()
    return surface


def ring():
    surface, c = canvas(48)
    for width, alpha in ((5, 0.25), (2, 1)):
        c.set_line_width(width)
        ink(c, AMBER, alpha)
        for i in range(4):
            c.new_sub_path()
            c.arc(24, 24, 20, TAU * i / 4 + 0.16, TAU * (i + 1) / 4 - 0.16)
        c.stroke()
    return surface


def hit(phase):
    """Sparks that fly apart."""
    surface, c = canvas(32)
    rng = random.Random(5)
    fade = 1 - phase
    oval(c, 16, 16, 3 + 5 * phase, 3 + 5 * phase)
    flat(c, rgb("#fff3c4"), 0.85 * fade * fade)
    for i in range(7):
        angle = TAU * i / 7 + rng.uniform(-0.3, 0.3)
        near, far = 3 + 10 * phase, 6 + 9 * math.sqrt(phase + 0.05)
        c.move_to(16 + near * math.cos(angle), 16 + near * math.sin(angle))
        c.line_to(16 + far * math.cos(angle), 16 + far * math.sin(angle))
        c.set_line_width(0.6 + 1.9 * fade)
        ink(c, rgb("#ffd27a") if i % 2 else rgb("#fff3c4"), fade)
        c.stroke()
    return surface


def death(phase):
    """A puff of dust that opens and thins out."""
    surface, c = canvas(48)
    rng = random.Random(11)
    fade = (1 - phase) ** 1.3
    for i in range(9):
        angle = TAU * i / 9 + rng.uniform(-0.25, 0.25)
        reach = (4 + 13 * math.sqrt(phase)) * rng.uniform(0.8, 1.1)
        size = (5.5 - 2.5 * phase) * rng.uniform(0.75, 1.25)
        x, y = 24 + reach * math.cos(angle), 24 + reach * math.sin(angle)
        blob(c, rng, x, y + 1, size, wobble=0.1)
        flat(c, rgb("#6f5a49"), 0.5 * fade)
        blob(c, rng, x - 0.5, y - 0.5, size * 0.82, wobble=0.1)
        flat(c, rgb("#cdb79a"), 0.8 * fade)
    if phase < 0.4:
        oval(c, 24, 24, 8 * (1 - phase), 8 * (1 - phase))
        flat(c, rgb("#f3e6cf"), 0.8 * (1 - phase / 0.4))
    return surface


def logo():
    """An ant soldier's head before a shield, looking at us."""
    surface, c = canvas(256)
    # The shield.
    shape = [(128, 14), (196, 30), (232, 42), (228, 112), (200, 180), (128, 243), (56, 180), (28, 112), (24, 42), (60, 30)]
    smooth(c, shape)
    paint(c, rgb("#20262e"), line=0)
    smooth(c, shape)
    c.set_line_width(9)
    ink(c, AMBER)
    c.stroke()
    inner = [(128 + (x - 128) * 0.9, 124 + (y - 124) * 0.9) for x, y in shape]
    smooth(c, inner)
    c.set_line_width(2)
    ink(c, AMBER, 0.45)
    c.stroke()
    for side in (-1, 1):
        x = lambda value: 128 + side * value
        # Antennae, elbowed.
        stroke(c, [(x(20), 96), (x(36), 66), (x(58), 50)], INK, 11)
        stroke(c, [(x(20), 96), (x(36), 66), (x(58), 50)], rgb("#c4522c"), 6.5)
        stroke(c, [(x(58), 50), (x(70), 62), (x(76), 84)], INK, 10)
        stroke(c, [(x(58), 50), (x(70), 62), (x(76), 84)], rgb("#c4522c"), 6)
        # Mandibles.
        smooth(c, [(x(38), 168), (x(48), 186), (x(40), 208), (x(14), 220), (x(3), 216), (x(20), 202), (x(24), 186), (x(18), 174)])
        paint(c, rgb("#e9c98f"), line=4, light=0.4, shade=0.4)
    # The head, broad above and narrow at the jaws.
    smooth(c, [(128, 84), (164, 78), (188, 100), (184, 138), (166, 172), (128, 186), (90, 172), (72, 138), (68, 100), (92, 78)])
    paint(c, rgb("#c4522c"), line=5, light=0.42, shade=0.45)
    # A crest like a helmet's.
    smooth(c, [(118, 78), (128, 34), (138, 78), (134, 128), (128, 140), (122, 128)])
    paint(c, AMBER, line=4, light=0.5, shade=0.3)
    for side in (-1, 1):
        x = lambda value: 128 + side * value
        oval(c, x(38), 126, 11, 17, side * 0.35)
        paint(c, rgb("#1b1414"), line=3, light=0.1)
        oval(c, x(35), 119, 3.4, 5, side * 0.35)
        flat(c, (1, 0.95, 0.85), 0.85)
    smooth(c, [(112, 166), (128, 160), (144, 166), (128, 172)])
    flat(c, rgb("#8a3219"), 0.8)
    return surface
