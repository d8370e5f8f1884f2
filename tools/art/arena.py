# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
"""The art of demos/arena: a sand-strewn ring of stone plates and clockwork robots in team colours."""

import math
import random

import cairo

from .paint import CELL, INK, TAU, Cloth, blob, canvas, darker, drop, flat, frames, ink, lighter, over, oval, paint, rgb

STONE = rgb("#57524f")
GATE = rgb("#6d5a42")
WALL = rgb("#2b2730")
STEEL = rgb("#b9bcc4")
BRASS = rgb("#d8a94e")
CLOTH = Cloth((0.92, 0.92, 0.92))


def sprites():
    return [
        ("plate", [plate(index, STONE) for index in range(4)]),
        ("gate", [gate(index) for index in range(2)]),
        ("wall", [wall(index) for index in range(3)]),
        ("robot", [robot(0)]),
        ("robot-over", [over(robot)(0)]),
        ("hit", frames(6, hit)),
    ]


def plate(index, color):
    """A stone plate that fills its cell; a bevel all round lets the grid be counted."""
    surface, c = canvas(CELL)
    rng = random.Random(40 + index)
    c.rectangle(0, 0, CELL, CELL)
    flat(c, darker(color, 0.5))
    c.rectangle(1.5, 1.5, CELL - 3, CELL - 3)
    flat(c, lighter(color, 0.10))
    c.rectangle(3, 3, CELL - 4.5, CELL - 4.5)
    flat(c, darker(color, 0.14))
    shade = cairo.LinearGradient(0, 0, CELL, CELL)
    shade.add_color_stop_rgb(0, *lighter(color, 0.05))
    shade.add_color_stop_rgb(1, *darker(color, 0.08))
    c.rectangle(3, 3, CELL - 6, CELL - 6)
    c.set_source(shade)
    c.fill()
    for _ in range(26):
        x, y = rng.uniform(5, CELL - 5), rng.uniform(5, CELL - 5)
        oval(c, x, y, rng.uniform(0.6, 1.5), rng.uniform(0.5, 1.1))
        flat(c, lighter(color, 0.2) if rng.random() < 0.5 else darker(color, 0.25), 0.5)
    if index in (1, 3):  # a crack
        x, y = rng.uniform(12, 30), 4.0
        c.move_to(x, y)
        while y < CELL * (0.5 if index == 1 else 0.8):
            x, y = x + rng.uniform(-5, 7), y + rng.uniform(4, 9)
            c.line_to(x, y)
        c.set_line_width(1.3)
        ink(c, darker(color, 0.5), 0.7)
        c.stroke()
    return surface


def gate(index):
    """Where robots are born: a brass grating in the plate."""
    surface = plate(index, GATE)
    c = cairo.Context(surface)
    middle = CELL / 2
    for radius, width, alpha in ((23, 3.4, 0.55), (15, 2, 0.35)):
        c.new_sub_path()
        c.arc(middle, middle, radius, 0, TAU)
        c.set_line_width(width)
        ink(c, BRASS, alpha)
        c.stroke()
    for i in range(8):
        angle = TAU * (i + 0.5) / 8
        c.move_to(middle + 15 * math.cos(angle), middle + 15 * math.sin(angle))
        c.line_to(middle + 23 * math.cos(angle), middle + 23 * math.sin(angle))
        c.set_line_width(1.6)
        ink(c, BRASS, 0.4)
        c.stroke()
    oval(c, middle, middle, 13.5, 13.5)
    flat(c, INK, 0.35)
    return surface


def wall(index):
    surface, c = canvas(CELL)
    rng = random.Random(70 + index)
    c.rectangle(0, 0, CELL, CELL)
    flat(c, WALL)
    for _ in range(9):
        blob(c, rng, rng.uniform(0, CELL), rng.uniform(0, CELL), rng.uniform(4, 11), wobble=0.3)
        flat(c, lighter(WALL, rng.uniform(0.02, 0.07)))
    for _ in range(5):
        x, y = rng.uniform(8, CELL - 8), rng.uniform(8, CELL - 8)
        blob(c, rng, x, y, rng.uniform(1.5, 4), wobble=0.3)
        paint(c, lighter(WALL, 0.14), line=0.8)
    return surface


def robot(_phase):
    """Faces right: treads above and below, a round hull, a lamp and two fists ahead."""
    surface, c = canvas(56)
    m = 28
    drop(c, m + 2, m + 3, 25, 22)
    for side in (-1, 1):
        c.rectangle(m - 19, m + side * 15.5 - 5, 36, 10)
        paint(c, rgb("#4a464d"), line=1.5, outline=INK)
        for i in range(6):
            x = m - 16.5 + i * 6
            c.move_to(x, m + side * 15.5 - 4)
            c.line_to(x, m + side * 15.5 + 4)
        c.set_line_width(1.6)
        ink(c, INK, 0.6)
        c.stroke()
        oval(c, m + 17, m + side * 9, 5.6, 4.6)
        paint(c, STEEL, line=1.4, outline=INK)
    oval(c, m - 1, m, 16.5, 14.5)
    paint(c, CLOTH, line=1.8, light=0.3, shade=0.32, outline=INK)
    oval(c, m - 4, m, 8.4, 7.6)
    paint(c, STEEL, line=1.2, outline=INK)
    oval(c, m - 5, m - 1, 3.2, 3)
    paint(c, BRASS, line=0.9, outline=INK)
    oval(c, m + 10.5, m, 4, 5.4)
    paint(c, rgb("#ffe9a8"), line=1.3, light=0.6, shade=0.15, outline=INK)
    return surface


def hit(phase):
    """Sparks where a fist lands."""
    surface, c = canvas(40)
    rng = random.Random(5)
    fade = 1 - phase
    for i in range(10):
        angle = TAU * i / 10 + rng.uniform(-0.2, 0.2)
        near, far = 3 + 9 * phase, 6 + 13 * phase * rng.uniform(0.7, 1.1)
        c.move_to(20 + near * math.cos(angle), 20 + near * math.sin(angle))
        c.line_to(20 + far * math.cos(angle), 20 + far * math.sin(angle))
        c.set_line_width(3.2 * fade + 0.4)
        ink(c, rgb("#ffd76a") if i % 2 else rgb("#fff6dd"), fade)
        c.stroke()
    oval(c, 20, 20, 6 * fade, 6 * fade)
    flat(c, rgb("#fff6dd"), fade)
    return surface
