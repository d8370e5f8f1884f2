# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
"""Ants, their nest, what they eat, and the garden they live in."""

import math
import random

from .paint import (INK, TAU, blob, canvas, darker, drop, flat, frames, ground, grounds, ink, lighter, mix, oval,
                    paint, rgb, scatter, smooth, stroke)

ANT = rgb("#8f3f22")
ANT_LEG = rgb("#3a1a12")
CRUMB = rgb("#f0c766")
SOIL = [rgb("#8d6b48"), rgb("#a07c54"), rgb("#af8b61"), rgb("#bd9a6e")]
GRASS = [rgb("#7b9b4a"), rgb("#829f4d"), rgb("#89a651"), rgb("#90ac56")]
MOSS = [rgb("#5f8041"), rgb("#658645"), rgb("#6c8d49"), rgb("#73944e")]
SAND = [rgb("#d6bc87"), rgb("#dac18c"), rgb("#dfc794"), rgb("#e3cd9b")]
WATER = [rgb("#46899b"), rgb("#4c90a1"), rgb("#5397a7"), rgb("#5b9fac")]


def sprites():
    return [
        ("ant", frames(8, lambda phase: ant(phase))),
        ("ant-loaded", frames(8, lambda phase: ant(phase, loaded=True))),
        ("nest", [nest()]),
        ("food", [food(level) for level in (1, 2, 3)]),
        ("berries", [berries(level) for level in (1, 2, 3)]),
        ("leaves", [leaves(level) for level in (1, 2, 3)]),
        ("grass", [ground(22, GRASS, tufts, variant) for variant in range(8)]),
        *grounds("soil", 21, SOIL, crumbs),
        *grounds("moss", 25, MOSS, clover),
        *grounds("sand", 23, SAND, grains),
        *grounds("water", 24, WATER, ripples, 2),
        ("stone", [stone(i) for i in range(3)]),
        ("flower", [flower(i) for i in range(3)]),
        ("leaf", [leaf(i) for i in range(2)]),
        ("twig", [twig()]),
        ("mushroom", [mushroom()]),
        ("tuft", [tuft()]),
    ]


def ant(phase, loaded=False):
    surface, c = canvas(32)
    # Three legs a side; a tripod (front and hind of one side, middle of the other) steps together.
    hips = (18.6, 16.6, 14.6)
    rests = ((24.2, 5.6), (16.2, 3.2), (7.6, 5.2))
    for side in (-1, 1):
        for index, (hip, (foot_x, foot_y)) in enumerate(zip(hips, rests)):
            beat = (phase + (0.5 if (index + (side > 0)) % 2 else 0)) % 1
            # Two thirds of a step the foot stands and slides back under the body, one third it swings.
            swing = 1 - beat / 0.62 * 2 if beat < 0.62 else -1 + (beat - 0.62) / 0.38 * 2
            lift = math.sin((beat - 0.62) / 0.38 * math.pi) if beat >= 0.62 else 0
            x = foot_x + 3.4 * swing
            reach = (16 - foot_y) * (1 - 0.16 * lift)
            hip_at = (hip, 16 + side * 1.6)
            knee = ((hip + x) / 2 + (0.8, 0, -0.8)[index], 16 + side * (reach * 0.66 + 0.6))
            foot = (x, 16 + side * reach)
            stroke(c, [hip_at, knee, foot], ANT_LEG, 1.35)
    sway = math.sin(TAU * phase) * 0.5
    for side in (-1, 1):
        tip = (31 - (1.2 if loaded else 0), 16 + side * (5.4 + side * sway))
        stroke(c, [(24.6, 16 + side * 1.4), (27.4, 16 + side * 3.9), tip], ANT_LEG, 0.95)
    oval(c, 8.2, 16 - sway * 0.4, 6.4, 4.5)
    paint(c, darker(ANT, 0.24), line=1, light=0.34, shade=0.45, outline=INK)
    for x in (5.4, 8.2, 11):
        c.move_to(x, 16 - sway * 0.4 - 3.4 + abs(x - 8.2) * 0.25)
        c.curve_to(x - 1, 15, x - 1, 17, x, 16 - sway * 0.4 + 3.4 - abs(x - 8.2) * 0.25)
        c.set_line_width(0.5)
        ink(c, INK, 0.4)
        c.stroke()
    oval(c, 14.2, 16, 1.3, 1.5)
    paint(c, ANT, line=0.8, outline=INK)
    oval(c, 17.6, 16, 3.5, 2.35)
    paint(c, ANT, line=1, light=0.45, outline=INK)
    for side in (-1, 1):
        stroke(c, [(25.6, 16 + side * 1.8), (27.4, 16 + side * 1.7), (28, 16 + side * 0.5)], ANT_LEG, 1)
    oval(c, 23.4, 16, 3.1, 3)
    paint(c, lighter(ANT, 0.06), line=1, light=0.45, outline=INK)
    for side in (-1, 1):
        oval(c, 24.2, 16 + side * 1.9, 0.75, 0.6)
        flat(c, INK)
    if loaded:
        rng = random.Random(8)
        blob(c, rng, 28.3, 16, 2.9, wobble=0.14, corners=7)
        paint(c, CRUMB, line=0.9, light=0.6, shade=0.25, outline=rgb("#7a5420"))
    return surface


def nest():
    surface, c = canvas(128)
    rng = random.Random(40)
    drop(c, 67, 70, 60, 57, 0.5)
    for radius, color in ((54, "#8a6440"), (46, "#9b734a"), (37, "#ae8557"), (28, "#bf9767")):
        blob(c, rng, 64, 64, radius, wobble=0.05, corners=16)
        paint(c, rgb(color), line=1.4 if radius == 54 else 0, light=0.25, shade=0.3)
    # Grains, thrown out of the hole: finer and lighter towards the middle.
    for _ in range(300):
        angle, reach = rng.random() * TAU, 18 + 36 * math.sqrt(rng.random())
        x, y = 64 + reach * math.cos(angle), 64 + reach * math.sin(angle)
        size = rng.uniform(0.8, 1.3) + reach * 0.018
        color = rng.choice(("#6e4f32", "#d3b183", "#c19a69", "#7e5b3a", "#e2c79b"))
        blob(c, rng, x, y, size, wobble=0.25, corners=6)
        flat(c, rgb(color), 0.85)
    for _ in range(16):
        angle, reach, turn = rng.random() * TAU, rng.uniform(26, 52), rng.random() * TAU
        x, y, half = 64 + reach * math.cos(angle), 64 + reach * math.sin(angle), rng.uniform(3, 6.5)
        ends = [(x - half * math.cos(turn), y - half * math.sin(turn)), (x + 1, y + 0.6),
                (x + half * math.cos(turn), y + half * math.sin(turn))]
        stroke(c, [(a, b + 0.9) for a, b in ends], INK, 1.4, 0.35)
        stroke(c, ends, rgb(rng.choice(("#5c3d24", "#7a5533", "#6d7a35"))), 1.5)
    blob(c, rng, 64, 63, 19, wobble=0.08, corners=12)
    paint(c, rgb("#7b5534"), line=0, light=0.1, shade=0.3)
    blob(c, rng, 64, 64.5, 14.5, 13, wobble=0.08, corners=10)
    flat(c, rgb("#3a2417"))
    blob(c, rng, 64.5, 66, 11, 9.5, wobble=0.08, corners=10)
    flat(c, rgb("#1a0f0b"))
    for i in range(11):
        angle = TAU * i / 11 + rng.uniform(-0.15, 0.15)
        blob(c, rng, 64 + 17 * math.cos(angle), 64 + 16 * math.sin(angle), rng.uniform(2, 3.4), wobble=0.2, corners=7)
        paint(c, rgb(rng.choice(("#a68d74", "#8f7a66", "#c0a98c"))), line=0.8)
    return surface


def food(level):
    """One cell of a field, drawn small and beside others: big crumbs, no shadow of its own."""
    surface, c = canvas(32)
    rng = random.Random(60)
    spots = [(5, 6), (16, 4), (27, 7), (10, 15), (21, 14), (5, 25), (16, 25), (27, 18), (28, 28), (12, 30)]
    rng.shuffle(spots)
    for x, y in spots[: (3, 6, 10)[level - 1]]:
        x, y, size = x + rng.uniform(-2, 2), y + rng.uniform(-2, 2), rng.uniform(3.8, 5.2)
        blob(c, rng, x, y, size, wobble=0.16, corners=7)
        paint(c, mix(CRUMB, rgb("#e08a3c"), rng.random() * 0.8), line=1.5, light=0.6, outline=rgb("#6e4a1c"))
    return surface


def berries(level):
    surface, c = canvas(32)
    rng = random.Random(61)
    count, reach = ((2, 5), (5, 7.5), (9, 9))[level - 1]
    drop(c, 16.5, 18, reach + 5, reach + 4, 0.42)
    for i in range(count):
        angle, far = i * 2.4, reach * math.sqrt(1 - (i + 0.5) / count)
        x, y = 16 + far * math.cos(angle), 16 + far * math.sin(angle)
        oval(c, x, y, 4.1, 4.1)
        paint(c, mix(rgb("#b8304a"), rgb("#8c2450"), rng.random()), line=1, light=0.25, shade=0.4)
        oval(c, x - 1.3, y - 1.5, 1.1, 0.8)
        flat(c, (1, 0.9, 0.9), 0.8)
    return surface


def leaves(level):
    surface, c = canvas(32)
    rng = random.Random(62)
    count, reach = ((2, 4), (5, 7), (9, 9))[level - 1]
    drop(c, 16.5, 18, reach + 5, reach + 4, 0.4)
    for i in range(count):
        angle, far = i * 2.4, reach * math.sqrt(1 - (i + 0.5) / count)
        draw_leaf(c, 16 + far * math.cos(angle), 16 + far * math.sin(angle), 5, rng.random() * TAU,
                  mix(rgb("#5f9a3c"), rgb("#98b84a"), rng.random()))
    return surface


def draw_leaf(c, x, y, size, angle, color):
    c.save()
    c.translate(x, y)
    c.rotate(angle)
    smooth(c, [(-size, 0), (-size * 0.3, -size * 0.52), (size * 0.5, -size * 0.4), (size * 1.15, 0), (size * 0.5, size * 0.4),
               (-size * 0.3, size * 0.52)])
    paint(c, color, line=max(0.8, size * 0.09), light=0.4)
    c.move_to(-size * 1.3, 0)
    c.line_to(size * 0.8, 0)
    for i in (-0.4, 0, 0.4):
        for side in (-1, 1):
            c.move_to(i * size, 0)
            c.line_to((i + 0.3) * size, side * size * 0.3)
    c.set_line_width(max(0.5, size * 0.06))
    ink(c, darker(color, 0.45), 0.7)
    c.stroke()
    c.restore()


def crumbs(c, rng, inside):
    for x, y in scatter(rng, 5 if inside else 16, inside):
        size = rng.uniform(0.9, 2.4)
        blob(c, rng, x + 0.5, y + 0.8, size, wobble=0.2, corners=7)
        flat(c, rgb("#5b3f28"), 0.35)
        blob(c, rng, x, y, size, wobble=0.2, corners=7)
        flat(c, rgb(rng.choice(("#c9a97c", "#8a6541", "#b58f62"))), 0.9)


def blades(c, rng, x, y, colors, height):
    for _ in range(rng.randint(3, 5)):
        lean, tall = rng.uniform(-0.6, 0.6), height * rng.uniform(0.7, 1.2)
        base = x + rng.uniform(-2, 2)
        stroke(c, [(base, y), (base + lean * tall * 0.4, y - tall * 0.6), (base + lean * tall, y - tall)],
               rgb(rng.choice(colors)), rng.uniform(0.9, 1.5), 0.9)


def tufts(c, rng, inside):
    for x, y in scatter(rng, 7 if inside else 5, inside):
        blades(c, rng, x, y, ("#67883f", "#719346", "#9fbb66", "#a9c46d"), 5)
    if inside and rng.random() < 0.5:
        for x, y in scatter(rng, 2, True):
            color = rgb(rng.choice(("#f4efe0", "#f3d36b", "#e9b7c4")))
            for i in range(5):
                oval(c, x + 1.5 * math.cos(TAU * i / 5), y + 1.5 * math.sin(TAU * i / 5), 1.1, 1.1)
                flat(c, color)
            oval(c, x, y, 0.9, 0.9)
            flat(c, rgb("#d9932f"))


def clover(c, rng, inside):
    for x, y in scatter(rng, 6 if inside else 22, inside):
        color = rgb(rng.choice(("#4d6d37", "#83a65b", "#92b566")))
        size = rng.uniform(1, 1.7)
        for i in range(3):
            angle = TAU * i / 3 + x
            oval(c, x + size * math.cos(angle), y + size * math.sin(angle), size, size * 0.9)
        flat(c, color, 0.85)


def grains(c, rng, inside):
    for x, y in scatter(rng, 3 if inside else 34, inside):
        oval(c, x, y, 0.8, 0.7)
        flat(c, rgb(rng.choice(("#b3955f", "#f3e6c4", "#a88a58"))), 0.8)
    if inside:
        for x, y in scatter(rng, 3, True):
            blob(c, rng, x, y, rng.uniform(1.5, 2.6), wobble=0.2, corners=7)
            paint(c, rgb("#b9a27c"), line=0.6)


def ripples(c, rng, inside):
    for x, y in scatter(rng, 2 if inside else 8, inside):
        half = rng.uniform(4, 8)
        stroke(c, [(x - half, y), (x - half * 0.3, y - 1.2), (x + half * 0.3, y + 0.4), (x + half, y - 0.6)],
               rgb("#c8e6e4"), 1, 0.45)


def stone(index):
    size = (28, 40, 56)[index]
    surface, c = canvas(size)
    rng = random.Random(70 + index)
    middle, radius = size / 2, size * 0.36
    drop(c, middle + size * 0.05, middle + size * 0.1, size * 0.46, size * 0.4, 0.45)
    blob(c, rng, middle, middle, radius * 1.08, radius * 0.9, wobble=0.13, corners=8)
    paint(c, rgb(("#9b958b", "#8d8a86", "#a39684")[index]), line=1.3, light=0.45, shade=0.42)
    for _ in range(4):
        x, y = middle + rng.uniform(-0.5, 0.5) * radius, middle + rng.uniform(-0.4, 0.5) * radius
        blob(c, rng, x, y, radius * rng.uniform(0.08, 0.2), wobble=0.3, corners=6)
        flat(c, rgb("#7f9a55") if index == 2 else rgb("#6f6a64"), 0.5)
    return surface


def flower(index):
    surface, c = canvas(32)
    petal, heart = ((rgb("#f6f0e2"), rgb("#e8a93a")), (rgb("#e58ca0"), rgb("#f3d36b")), (rgb("#8f86cf"), rgb("#f2dd8a")))[index]
    drop(c, 17, 18.5, 11, 10, 0.35)
    for angle in (0.5, 2.7, 4.4):
        draw_leaf(c, 16 + 8.5 * math.cos(angle), 16 + 8.5 * math.sin(angle), 4.6, angle, rgb("#6d9440"))
    count = (8, 5, 6)[index]
    for i in range(count):
        angle = TAU * i / count
        oval(c, 16 + 5.4 * math.cos(angle), 16 + 5.4 * math.sin(angle), 4.2, (2.2, 3.4, 2.8)[index], angle)
        paint(c, petal, line=0.8, light=0.4, shade=0.18)
    oval(c, 16, 16, 3.1, 3.1)
    paint(c, heart, line=0.8)
    return surface


def leaf(index):
    surface, c = canvas(44, 36)
    drop(c, 23, 21, 19, 12, 0.35)
    draw_leaf(c, 21, 17, 14.5, -0.25 + 0.5 * index, rgb(("#7d9c45", "#c08a3e")[index]))
    return surface


def twig():
    surface, c = canvas(56, 28)
    for color, width, dy in ((INK, 4, 1.4), (rgb("#5a3d26"), 3.6, 0), (rgb("#8b6541"), 1.4, -0.7)):
        alpha = 0.3 if dy > 0 else 1
        stroke(c, [(4, 19 + dy), (20, 15 + dy), (34, 15.5 + dy), (52, 10 + dy)], color, width, alpha)
        stroke(c, [(22, 15 + dy), (30, 8 + dy), (38, 5 + dy)], color, width * 0.65, alpha)
        stroke(c, [(34, 15.5 + dy), (40, 20 + dy), (46, 22 + dy)], color, width * 0.55, alpha)
    return surface


def mushroom():
    surface, c = canvas(36)
    rng = random.Random(77)
    for x, y, size in ((14, 15, 9.5), (26, 25, 6)):
        drop(c, x + 1.5, y + 2.5, size * 1.2, size * 1.1, 0.42)
        oval(c, x, y, size, size * 0.95)
        paint(c, rgb("#c4493a"), line=1.2, light=0.3, shade=0.35)
        for i in range(6):
            angle, far = i * 2.4, size * 0.72 * math.sqrt((i + 0.3) / 6)
            blob(c, rng, x + far * math.cos(angle), y + far * math.sin(angle), size * 0.15, wobble=0.2, corners=6)
            flat(c, rgb("#f8ead2"), 0.95)
    return surface


def tuft():
    surface, c = canvas(32)
    rng = random.Random(78)
    drop(c, 16, 23, 11, 5, 0.35)
    for x in (11, 14, 16, 19, 22):
        blades(c, rng, x, 24, ("#4f7034", "#668a3d", "#87a94c", "#a4c263"), 12)
    return surface
