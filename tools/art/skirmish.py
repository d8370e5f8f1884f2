# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
"""Soldiers, their camps, and a meadow to fight for.

Units and camps are multiplied with their team's colour: what shows it is nearly white cloth. NAME-over
is the same picture without the cloth, drawn over it as it is, so that steel stays steel.
"""

import math
import random

from .hive import blades, draw_leaf, stone
from .paint import (Cloth, FEATHER, INK, TAU, blob, canvas, darker, drop, flat, frames, ground, grounds, ink, lighter, mix, oval,
                    over, paint, rgb, scatter, smooth, stroke)

CLOTH = Cloth(rgb("#f6f2ea"))
STEEL = rgb("#c9ccd2")
SKIN = rgb("#f5d9bd")
LEATHER = rgb("#8a6f58")
BOOT = rgb("#4a3a30")
WOOD = rgb("#a07a50")
MEADOW = [rgb("#86a257"), rgb("#8ba65a"), rgb("#91ab5e"), rgb("#97b163")]
PATH = [rgb("#b1966d"), rgb("#b69b72"), rgb("#bca278"), rgb("#c2a97f")]
POND = [rgb("#48879a"), rgb("#4e8ea0"), rgb("#5595a6"), rgb("#5d9dab")]
FOREST = [rgb("#4d6b38"), rgb("#567540"), rgb("#608048"), rgb("#6b8b50")]


def sprites():
    units = (("soldier", soldier, 8), ("archer", archer, 8), ("captain", captain, 8), ("camp", camp, 1))
    return [
        *[(name, frames(count, draw)) for name, draw, count in units],
        *[(name + "-over", frames(count, over(draw))) for name, draw, count in units],
        ("arrow", [arrow()]),
        ("meadow", [ground(31, MEADOW, herbs, variant) for variant in range(8)]),
        *grounds("thicket", 34, FOREST, undergrowth),
        *grounds("path", 32, PATH, pebbles),
        *grounds("pond", 33, POND, lilies),
        ("tree", [tree(0), tree(1), tree(2), pine()]),
        ("bush", [bush(0), bush(1)]),
        ("rock", [stone(i) for i in range(3)]),
        ("fallen", [fallen_sword(), fallen_shield(), fallen_bow()]),
        ("stump", [stump()]),
    ]


def feet(c, phase, middle, spread=4.4, stride=7.0):
    for side in (-1, 1):
        step = math.sin(TAU * phase + (0 if side < 0 else math.pi)) * stride
        oval(c, middle + 1 + step, middle + side * spread, 3.6, 2.3)
        paint(c, BOOT, line=1, light=0.25, outline=INK)


def arm(c, shoulder, hand, cloth):
    line = [shoulder, ((shoulder[0] + hand[0]) / 2, (shoulder[1] + hand[1]) / 2), hand]
    stroke(c, line, INK, 6.2)
    stroke(c, line, cloth, 4.2)
    oval(c, *hand, 2.2, 2.2)
    paint(c, SKIN, line=0.9, outline=INK)


def body(c, middle, lean, length, width, cloth=CLOTH):
    """Tunic seen from above: deep along x, wide along y, turned a little by the step."""
    c.save()
    c.translate(middle, middle)
    c.rotate(lean)
    smooth(c, [(length, 0), (length * 0.7, width * 0.72), (0, width), (-length * 0.85, width * 0.68), (-length, 0),
               (-length * 0.85, -width * 0.68), (0, -width), (length * 0.7, -width * 0.72)])
    paint(c, cloth, line=1.3, light=0.3, shade=0.24, outline=INK)
    c.restore()


def soldier(phase):
    surface, c = canvas(44)
    m = 22
    swing = math.sin(TAU * phase)
    feet(c, phase, m)
    # Sword arm first: the blade lies under the tunic's edge, pointing ahead.
    hand = (m + 7 + swing * 1.6, m + 10)
    sword(c, hand[0], hand[1], -0.12 + 0.1 * swing, 12.6)
    arm(c, (m, m + 8.5), hand, CLOTH)
    body(c, m, swing * 0.10, 6.6, 11)
    # A belt across the back gives the tunic a direction.
    stroke(c, [(m - 4.8, m - 6.5), (m - 1, m), (m + 2.5, m + 6.8)], LEATHER, 2, 0.9)
    shield_at = (m + 7 - swing * 1.2, m - 9.5)
    c.save()
    c.translate(*shield_at)
    c.rotate(-0.35)
    smooth(c, [(3.6, 0), (3, 5.4), (0, 7.4), (-3, 5.4), (-2.6, 0), (-3, -5.4), (0, -7.4), (3, -5.4)])
    paint(c, CLOTH, line=1.4, light=0.2, shade=0.3, outline=INK)
    oval(c, 0.6, 0, 1.9, 2.3)
    paint(c, rgb("#e3c67f"), line=0.9, outline=INK)
    c.restore()
    helmet(c, m + 1, m)
    return surface


def sword(c, x, y, angle, length):
    c.save()
    c.translate(x, y)
    c.rotate(angle)
    c.move_to(1, -1.5)
    c.line_to(length - 2, -1.2)
    c.line_to(length, 0)
    c.line_to(length - 2, 1.2)
    c.line_to(1, 1.5)
    c.close_path()
    paint(c, lighter(STEEL, 0.5), line=0.9, light=0.6, shade=0.1, outline=INK)
    stroke(c, [(1.4, -3.2), (1.4, 0), (1.4, 3.2)], INK, 2.6)
    stroke(c, [(1.4, -2.8), (1.4, 0), (1.4, 2.8)], WOOD, 1.4)
    c.restore()


def helmet(c, x, y, size=5.6):
    oval(c, x + 1.8, y, size * 0.9, size * 0.78)
    paint(c, SKIN, line=1, outline=INK)
    oval(c, x, y, size, size)
    paint(c, STEEL, line=1.3, light=0.6, shade=0.3, outline=INK)
    stroke(c, [(x - size * 0.8, y), (x, y), (x + size * 0.95, y)], darker(STEEL, 0.4), 1.5, 0.75)
    oval(c, x - size * 0.3, y - size * 0.38, size * 0.26, size * 0.18, -0.5)
    flat(c, (1, 1, 1), 0.8)


def archer(phase):
    surface, c = canvas(44)
    m = 22
    swing = math.sin(TAU * phase)
    feet(c, phase, m, spread=3.6)
    bow_x = m + 11.5 + swing * 0.8
    # The bow before him, its string towards him.
    limb = [(bow_x - 5, m - 13), (bow_x + 1.2, m - 8), (bow_x + 2.8, m - 3), (bow_x + 1.2, m + 4), (bow_x - 5, m + 8.5)]
    c.move_to(*limb[0])
    c.line_to(*limb[-1])
    c.set_line_width(0.8)
    ink(c, rgb("#efe6d2"), 0.95)
    c.stroke()
    stroke(c, limb, INK, 3.4)
    stroke(c, limb, WOOD, 1.9)
    arm(c, (m + 1, m - 7), (bow_x + 1.4, m - 4), CLOTH)
    arm(c, (m + 1, m + 7), (m + 8 - swing * 1.4, m + 6.5), CLOTH)
    body(c, m, swing * 0.08, 6, 9.2)
    # Quiver, slantwise on the back, fletchings at the shoulder.
    c.save()
    c.translate(m - 4.6, m + 3)
    c.rotate(-0.75)
    c.rectangle(-6, -2.4, 10, 4.8)
    paint(c, LEATHER, line=1.1, outline=INK)
    for dy in (-1.5, 0, 1.5):
        stroke(c, [(4, dy), (5.5, dy), (7, dy)], rgb("#f1e9da"), 1.3)
    c.restore()
    # A hood: cloth, with the face looking out ahead.
    oval(c, m + 3.2, m, 4, 3.7)
    paint(c, SKIN, line=1, outline=INK)
    smooth(c, [(m + 4, m - 4.6), (m + 5, m), (m + 4, m + 4.6), (m - 1, m + 5.2), (m - 7, m), (m - 1, m - 5.2)])
    paint(c, mix(CLOTH, STEEL, 0.18), line=1.3, light=0.35, shade=0.3, outline=INK)
    stroke(c, [(m - 6, m), (m - 1, m - 0.6), (m + 4, m)], darker(CLOTH, 0.45), 0.9, 0.6)
    return surface


def captain(phase):
    surface, c = canvas(56)
    m = 28
    swing = math.sin(TAU * phase)
    # The cape flows behind and sways.
    sway = 1.6 * math.sin(TAU * phase - 0.8)
    smooth(c, [(m + 1, m - 10), (m - 8, m - 12), (m - 20, m - 9 + sway), (m - 22, m + sway * 1.4), (m - 20, m + 9 + sway),
               (m - 8, m + 12), (m + 1, m + 10)])
    paint(c, CLOTH, line=1.4, light=0.15, shade=0.36, outline=INK)
    for dy in (-5, 0, 5):
        stroke(c, [(m - 6, m + dy), (m - 13, m + dy * 1.2 + sway * 0.5), (m - 20, m + dy * 1.3 + sway)], darker(CLOTH, 0.45), 0.9, 0.5)
    feet(c, phase, m, spread=4.8, stride=7.5)
    hand = (m + 8 + swing * 1.5, m + 12)
    sword(c, hand[0], hand[1], -0.2 + 0.1 * swing, 17)
    arm(c, (m, m + 10), hand, STEEL)
    # The banner: pole in the left hand, cloth streaming back.
    pole = (m + 9 - swing, m - 13)
    smooth(c, [(pole[0], pole[1] - 1), (pole[0] - 8, pole[1] - 6 + sway * 0.5), (pole[0] - 17, pole[1] - 4 - sway * 0.6),
               (pole[0] - 14, pole[1] - 1), (pole[0] - 17, pole[1] + 3 - sway * 0.4), (pole[0] - 8, pole[1] + 3)])
    paint(c, CLOTH, line=1.2, light=0.3, shade=0.2, outline=INK)
    arm(c, (m, m - 9), pole, STEEL)
    oval(c, pole[0] + 0.5, pole[1] - 0.5, 2.1, 2.1)
    paint(c, rgb("#ead9a0"), line=1, outline=INK)
    body(c, m, swing * 0.08, 7.4, 12.2)
    for side in (-1, 1):
        oval(c, m - 0.5, m + side * 10, 4.8, 3.8)
        paint(c, STEEL, line=1.2, light=0.6, outline=INK)
    helmet(c, m + 1.5, m, 6.6)
    # The plume along the helmet.
    smooth(c, [(m + 7, m), (m + 2, m - 2.6), (m - 6, m - 3 + sway * 0.3), (m - 12, m + sway), (m - 6, m + 3 + sway * 0.3), (m + 2, m + 2.6)])
    paint(c, (1, 1, 1), line=1.2, light=0.3, shade=0.2, outline=INK)
    return surface


def camp(_phase=0):
    """A round pavilion from above, a little from the south, so that its door shows."""
    surface, c = canvas(112)
    rng = random.Random(80)
    drop(c, 60, 64, 54, 48, 0.5)
    blob(c, rng, 56, 60, 50, 46, wobble=0.05, corners=14)
    flat(c, rgb("#b59d78"), 0.55)
    sides, tip = 12, (56, 44)
    rim = [(56 + 43 * math.cos(TAU * (i + 0.5) / sides), 56 + 39 * math.sin(TAU * (i + 0.5) / sides)) for i in range(sides)]
    # Walls, seen below the roof's southern edge.
    for i in range(sides):
        (x0, y0), (x1, y1) = rim[i], rim[(i + 1) % sides]
        if y0 + y1 > 112:
            c.move_to(x0, y0)
            c.line_to(x1, y1)
            c.line_to(x1 - (x1 - 56) * 0.05, y1 + 13)
            c.line_to(x0 - (x0 - 56) * 0.05, y0 + 13)
            c.close_path()
            paint(c, darker(CLOTH, 0.22 if i % 2 else 0.36), line=1.2, light=0, shade=0.2, outline=INK)
    for i in range(sides):
        (x0, y0), (x1, y1) = rim[i], rim[(i + 1) % sides]
        facing = math.cos(TAU * (i + 1) / sides + 0.9)
        color = CLOTH if i % 2 else rgb("#e6dcc6")
        c.move_to(*tip)
        c.line_to(x0, y0)
        c.curve_to(x0 + (x1 - x0) * 0.3, y0 + (y1 - y0) * 0.3 + 3, x0 + (x1 - x0) * 0.7, y0 + (y1 - y0) * 0.7 + 3, x1, y1)
        c.close_path()
        paint(c, darker(color, 0.14 + 0.14 * facing), line=1.2, light=0.1, shade=0.12, outline=INK)
    c.move_to(49, 108)
    c.line_to(56, 92)
    c.line_to(63, 108)
    c.close_path()
    flat(c, rgb("#2a1e18"))
    # Guy ropes and pegs.
    for angle in (0.35, 1.2, 1.95, 2.8, 3.6, 4.3, 5.1, 5.9):
        x, y = math.cos(angle), math.sin(angle)
        stroke(c, [(56 + 42 * x, 56 + 38 * y), (56 + 47 * x, 57 + 43 * y), (56 + 52 * x, 58 + 48 * y)], rgb("#e8dfcc"), 0.9, 0.9)
    # The flag.
    stroke(c, [tip, (56, 30), (56, 8)], INK, 3)
    stroke(c, [tip, (56, 30), (56, 8)], WOOD, 1.6)
    smooth(c, [(57, 8), (68, 6), (82, 11), (76, 15), (82, 20), (68, 19), (57, 21)])
    paint(c, CLOTH, line=1.2, light=0.3, shade=0.15, outline=INK)
    return surface


def arrow():
    surface, c = canvas(28, 10)
    stroke(c, [(3, 5), (14, 5), (23, 5)], INK, 2.6)
    stroke(c, [(3, 5), (14, 5), (23, 5)], WOOD, 1.3)
    c.move_to(27, 5)
    c.line_to(21.5, 2.2)
    c.line_to(22.6, 5)
    c.line_to(21.5, 7.8)
    c.close_path()
    paint(c, STEEL, line=0.8, outline=INK)
    for side in (-1, 1):
        smooth(c, [(2, 5), (0.8, 5 + side * 3.2), (5, 5 + side * 3), (8, 5)])
        paint(c, rgb("#f2ead8"), line=0.7, outline=INK)
    return surface


def herbs(c, rng, inside):
    for x, y in scatter(rng, 6 if inside else 5, inside):
        blades(c, rng, x, y, ("#738f4c", "#7b9850", "#a4bf6e", "#adc777"), 4.5)
    if inside and rng.random() < 0.4:
        color = rgb(rng.choice(("#f4efe0", "#f3d36b", "#d9a6c4")))
        for x, y in scatter(rng, 4, True):
            oval(c, x, y, 1.3, 1.3)
            flat(c, color)
            oval(c, x, y, 0.5, 0.5)
            flat(c, rgb("#b97f2f"))


def pebbles(c, rng, inside):
    for x, y in scatter(rng, 3 if inside else 14, inside):
        size = rng.uniform(0.9, 2.2)
        blob(c, rng, x + 0.4, y + 0.7, size, wobble=0.2, corners=7)
        flat(c, rgb("#6e5639"), 0.35)
        blob(c, rng, x, y, size, wobble=0.2, corners=7)
        flat(c, rgb(rng.choice(("#d8c6a2", "#9c8460", "#c8b389"))), 0.95)


def lilies(c, rng, inside):
    for x, y in scatter(rng, 2 if inside else 7, inside):
        half = rng.uniform(4, 8)
        stroke(c, [(x - half, y), (x - half * 0.3, y - 1.2), (x + half * 0.3, y + 0.4), (x + half, y - 0.6)],
               rgb("#cfe8e4"), 1, 0.4)
    if inside:
        for x, y in scatter(rng, 2, True):
            turn = rng.random() * TAU
            c.move_to(x, y)
            c.arc(x, y, rng.uniform(3.5, 5), turn, turn + TAU * 0.88)
            c.close_path()
            paint(c, rgb("#6c9a4e"), line=0.8)


def undergrowth(c, rng, inside):
    for x, y in scatter(rng, 3 if inside else 9, inside):
        crown(c, rng, x, y, rng.uniform(5, 8), rgb(rng.choice(("#4c7038", "#587d3e", "#648944"))), leaves=5)


def crown(c, rng, x, y, radius, color, leaves):
    """Foliage: lobes from dark and low to light and high."""
    for layer, (reach, size, tone) in enumerate(((0.62, 0.5, -0.22), (0.42, 0.44, 0), (0.2, 0.36, 0.2))):
        count = max(3, leaves - layer * 2)
        for i in range(count):
            angle = TAU * i / count + layer + rng.uniform(-0.2, 0.2)
            cx, cy = x + radius * reach * math.cos(angle), y + radius * reach * math.sin(angle)
            # Light falls from the upper left.
            lit = tone + 0.12 * (-math.cos(angle) - math.sin(angle)) * 0.7
            tint = lighter(color, lit) if lit > 0 else darker(color, -lit)
            blob(c, rng, cx - layer * radius * 0.05, cy - layer * radius * 0.06, radius * size, wobble=0.12, corners=8)
            if layer == 0:
                ink(c, tint)
                c.fill_preserve()
                c.set_line_width(max(0.8, radius * 0.05))
                ink(c, darker(color, 0.6), 0.8)
                c.stroke()
            else:
                flat(c, tint, 0.92)


def tree(index):
    size = (88, 104, 80)[index]
    surface, c = canvas(size)
    rng = random.Random(90 + index)
    m = size / 2
    drop(c, m + size * 0.06, m + size * 0.09, size * 0.46, size * 0.43, 0.5)
    color = rgb(("#5f8a3f", "#54803f", "#8a8f3a")[index])
    crown(c, rng, m - 1, m - 2, size * 0.4, color, leaves=9 + index)
    for _ in range(34):
        angle, far = rng.random() * TAU, size * 0.33 * math.sqrt(rng.random())
        x, y = m - 2 + far * math.cos(angle), m - 3 + far * math.sin(angle)
        up = (-math.cos(angle) - math.sin(angle)) * far / size > 0
        oval(c, x, y, 1.7, 1.1, rng.random() * TAU)
        flat(c, lighter(color, 0.4) if up else darker(color, 0.35), 0.55)
    return surface


def pine():
    surface, c = canvas(80)
    drop(c, 45, 47, 36, 33, 0.5)
    for ring, (radius, color) in enumerate(((34, "#33573a"), (26, "#3d6642"), (18, "#4a764b"), (10, "#5c8a58"))):
        points = []
        for i in range(22):
            reach = radius * (1 if i % 2 else 0.74)
            angle = TAU * i / 22 + ring * 0.13
            points.append((40 + reach * math.cos(angle) - ring, 40 + reach * math.sin(angle) - ring * 1.3))
        c.move_to(*points[0])
        for point in points[1:]:
            c.line_to(*point)
        c.close_path()
        paint(c, rgb(color), line=1.1, light=0.28, shade=0.3)
    return surface


def bush(index):
    surface, c = canvas(44)
    rng = random.Random(95 + index)
    drop(c, 24, 26, 19, 17, 0.42)
    crown(c, rng, 22, 21, 16, rgb(("#6b9445", "#7f9a44")[index]), leaves=7)
    if index:
        for x, y in ((16, 17), (25, 14), (28, 24), (18, 27), (22, 21)):
            oval(c, x, y, 1.7, 1.7)
            paint(c, rgb("#c23b46"), line=0.6)
    return surface


def fallen_sword():
    surface, c = canvas(36, 24)
    drop(c, 18, 14, 16, 6, 0.3)
    sword(c, 8, 16, -0.4, 25)
    stroke(c, [(3.6, 17.9), (6, 16.9), (8.5, 15.9)], INK, 3.2)
    stroke(c, [(3.6, 17.9), (6, 16.9), (8.5, 15.9)], LEATHER, 1.9)
    return surface


def fallen_shield():
    surface, c = canvas(32)
    drop(c, 17, 18, 14, 12, 0.38)
    oval(c, 16, 16, 11, 10, 0.4)
    paint(c, WOOD, line=1.5, outline=INK)
    for dy in (-4, 0, 4):
        stroke(c, [(7, 16 + dy), (16, 15 + dy), (25, 16.5 + dy)], darker(WOOD, 0.45), 0.9, 0.7)
    oval(c, 16, 16, 3.4, 3.2)
    paint(c, STEEL, line=1.1, outline=INK)
    draw_leaf(c, 23, 22, 3, 0.7, rgb("#89a04a"))
    return surface


def fallen_bow():
    surface, c = canvas(40, 24)
    limb = [(4, 17), (11, 9), (20, 7), (29, 9.5), (36, 17)]
    stroke(c, [(x + 0.8, y + 2) for x, y in limb], INK, 3, 0.25)
    stroke(c, [limb[0], (18, 20), limb[-1]], rgb("#e8dfca"), 0.8, 0.9)
    stroke(c, limb, INK, 3.6)
    stroke(c, limb, WOOD, 2)
    return surface


def stump():
    surface, c = canvas(36)
    rng = random.Random(99)
    drop(c, 19.5, 21, 15, 13, 0.45)
    blob(c, rng, 18, 18, 12, wobble=0.13, corners=9)
    paint(c, rgb("#6d4f34"), line=1.4)
    oval(c, 17.6, 17.4, 8.8, 8.4)
    paint(c, rgb("#c9a36c"), line=0.8, light=0.3)
    for radius in (6.2, 4, 1.8):
        oval(c, 17.6, 17.4, radius, radius * 0.94)
        c.set_line_width(0.8)
        ink(c, rgb("#8b6840"), 0.8)
        c.stroke()
    return surface
