# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
"""Brushes: colours, wobbly shapes with light and outline, and ground that repeats without a seam."""

import math
import random

import cairo

TAU = 2 * math.pi
INK = (0.13, 0.09, 0.08)
CELL = 64  # side of a ground tile
FEATHER = 16  # by how much the ragged kind of a ground reaches out of its cell: a quarter


class Cloth(tuple):
    """A colour that is multiplied with the team's. While `over` draws, it erases what it covers, so
    that only what is not cloth remains: that picture is laid, untinted, over the tinted one."""


is_over = False


def over(draw):
    """The frames of NAME-over: what `draw` draws, without shadow and cloth."""

    def draw_over(*arguments):
        global is_over
        is_over = True
        try:
            return draw(*arguments)
        finally:
            is_over = False

    return draw_over


def rgb(text):
    return tuple(int(text[i : i + 2], 16) / 255 for i in (1, 3, 5))


def mix(a, b, share):
    color = tuple(x + (y - x) * share for x, y in zip(a, b))
    return Cloth(color) if isinstance(a, Cloth) else color


def operate(c, color):
    c.set_operator(cairo.OPERATOR_DEST_OUT if is_over and isinstance(color, Cloth) else cairo.OPERATOR_OVER)


def lighter(color, share):
    return mix(color, (1, 0.97, 0.86), share)


def darker(color, share):
    return mix(color, (0.12, 0.07, 0.10), share)


def canvas(width, height=None):
    surface = cairo.ImageSurface(cairo.FORMAT_ARGB32, width, height or width)
    c = cairo.Context(surface)
    c.set_line_join(cairo.LINE_JOIN_ROUND)
    c.set_line_cap(cairo.LINE_CAP_ROUND)
    return surface, c


def ink(c, color, alpha=1.0):
    c.set_source_rgba(*color, alpha)


def smooth(c, points, closed=True):
    """A curve through all points."""
    n = len(points)
    at = lambda i: points[i % n] if closed else points[max(0, min(n - 1, i))]
    c.move_to(*points[0])
    for i in range(n if closed else n - 1):
        (x0, y0), (x1, y1), (x2, y2), (x3, y3) = at(i - 1), at(i), at(i + 1), at(i + 2)
        c.curve_to(x1 + (x2 - x0) / 6, y1 + (y2 - y0) / 6, x2 - (x3 - x1) / 6, y2 - (y3 - y1) / 6, x2, y2)
    if closed:
        c.close_path()


def oval(c, x, y, rx, ry, angle=0.0):
    c.save()
    c.translate(x, y)
    c.rotate(angle)
    c.scale(rx, ry)
    c.new_sub_path()
    c.arc(0, 0, 1, 0, TAU)
    c.close_path()
    c.restore()


def blob(c, rng, x, y, rx, ry=None, wobble=0.12, corners=9):
    ry = ry or rx
    turn = rng.random() * TAU
    points = []
    for i in range(corners):
        angle = turn + TAU * i / corners
        reach = 1 + rng.uniform(-wobble, wobble)
        points.append((x + rx * reach * math.cos(angle), y + ry * reach * math.sin(angle)))
    smooth(c, points)


def paint(c, color, line=1.2, light=0.35, shade=0.28, outline=None):
    """Fills the path with light from the upper left, and outlines it. Consumes the path."""
    x0, y0, x1, y1 = c.path_extents()
    reach = max(x1 - x0, y1 - y0, 1)
    operate(c, color)
    glow = cairo.RadialGradient(
        x0 + (x1 - x0) * 0.34, y0 + (y1 - y0) * 0.28, 0, x0 + (x1 - x0) * 0.42, y0 + (y1 - y0) * 0.4, reach * 0.78
    )
    glow.add_color_stop_rgb(0, *lighter(color, light))
    glow.add_color_stop_rgb(0.45, *color)
    glow.add_color_stop_rgb(1, *darker(color, shade))
    c.set_source(glow)
    if line <= 0:
        c.fill()
        c.set_operator(cairo.OPERATOR_OVER)
        return
    c.fill_preserve()
    c.set_line_width(line)
    ink(c, outline or darker(color, 0.66), 0.92)
    c.stroke()
    c.set_operator(cairo.OPERATOR_OVER)


def flat(c, color, alpha=1.0):
    ink(c, color, alpha)
    c.fill()


def stroke(c, points, color, width, alpha=1.0):
    smooth(c, points, closed=False)
    c.set_line_width(width)
    operate(c, color)
    ink(c, color, alpha)
    c.stroke()
    c.set_operator(cairo.OPERATOR_OVER)


def drop(c, x, y, rx, ry, alpha=0.3):
    """A soft shadow on the ground."""
    if is_over:
        return
    c.save()
    c.translate(x, y)
    c.scale(rx, ry)
    soft = cairo.RadialGradient(0, 0, 0.25, 0, 0, 1)
    soft.add_color_stop_rgba(0, 0.06, 0.04, 0.07, alpha)
    soft.add_color_stop_rgba(1, 0.06, 0.04, 0.07, 0)
    c.set_source(soft)
    c.arc(0, 0, 1, 0, TAU)
    c.fill()
    c.restore()


class Noise:
    """Value noise that repeats every CELL pixels, 0 to 1."""

    def __init__(self, seed, grids=(6, 11, 18), weights=(0.4, 0.34, 0.26)):
        rng = random.Random(seed)
        self.weights = weights
        self.grids = [[[rng.random() for _ in range(n)] for _ in range(n)] for n in grids]

    def at(self, x, y):
        total = 0
        for grid, weight in zip(self.grids, self.weights):
            n = len(grid)
            u, v = x / CELL * n, y / CELL * n
            i, j = math.floor(u), math.floor(v)
            s, t = u - i, v - j
            s, t = s * s * (3 - 2 * s), t * t * (3 - 2 * t)
            i, j, k, l = i % n, j % n, (i + 1) % n, (j + 1) % n
            top = grid[j][i] + (grid[j][k] - grid[j][i]) * s
            low = grid[l][i] + (grid[l][k] - grid[l][i]) * s
            total += weight * (top + (low - top) * t)
        return total


def ground(seed, colors, details=None, variant=0, margin=0):
    """A ground tile: soft patches between the colours, then `details` drawn over it, repeated past
    every edge. With a margin it is larger than its cell and fades out raggedly, to be painted over
    another ground. Variants differ in details only, and those of a variant keep off the edges."""
    side = CELL + 2 * margin
    surface, c = canvas(side)
    noise = Noise(seed)
    levels = 9
    for y in range(side):
        for x in range(side):
            value = min(max((noise.at(x - margin, y - margin) - 0.2) / 0.6, 0), 0.999)
            value = math.floor(value * levels) / (levels - 1) * (len(colors) - 1)
            index = min(int(value), len(colors) - 2)
            ink(c, mix(colors[index], colors[index + 1], value - index))
            c.rectangle(x, y, 1, 1)
            c.fill()
    if details:
        for dx in (-CELL, 0, CELL):
            for dy in (-CELL, 0, CELL):
                c.save()
                c.translate(margin + dx, margin + dy)
                details(c, random.Random(seed * 7 + 1), False)
                c.restore()
        if variant:
            c.save()
            c.translate(margin, margin)
            details(c, random.Random(seed * 7 + 1 + variant), True)
            c.restore()
    return ragged(surface, seed, margin) if margin else surface


def grounds(name, seed, colors, details, variants=3):
    """A ground, and NAME-edge: half a cell larger and ragged, to be painted over other grounds."""
    return [
        (name, [ground(seed, colors, details, variant) for variant in range(variants)]),
        (name + "-edge", [ground(seed, colors, details, variant, FEATHER) for variant in range(variants)]),
    ]


def ragged(surface, seed, margin):
    """Cuts the margin off along a wobbly line."""
    side = surface.get_width()
    out, c = canvas(side)
    noise = Noise(seed + 99, grids=(8, 16), weights=(0.6, 0.4))
    mask, m = canvas(side)
    for y in range(side):
        for x in range(side):
            # A round square: it covers its cell's corners, and a row of them has a wavy border.
            dx, dy = abs(x + 0.5 - side / 2) / CELL, abs(y + 0.5 - side / 2) / CELL
            reach = 0.66 + 0.075 * min(max(noise.at(x, y) * 2 - 0.5, 0), 1)
            alpha = min(max((reach - (dx**2.6 + dy**2.6) ** (1 / 2.6)) / 0.025 + 0.5, 0), 1)
            if alpha > 0:
                m.set_source_rgba(0, 0, 0, alpha)
                m.rectangle(x, y, 1, 1)
                m.fill()
    c.set_source_surface(surface)
    c.mask_surface(mask)
    return out


def scatter(rng, count, inside):
    """Places on a tile; inside: away from its edges."""
    low, high = (16, CELL - 16) if inside else (0, CELL)
    return [(rng.uniform(low, high), rng.uniform(low, high)) for _ in range(count)]


def frames(count, draw):
    return [draw(index / count) for index in range(count)]


def sheet(drawn, width=1500):
    """All sprites on one picture, at twice their size, to look at."""
    places, x, y, row = [], 10, 10, 0
    for name, images in drawn:
        for image in images:
            w, h = image.get_width() * 2, image.get_height() * 2
            if x + w + 10 > width:
                x, y, row = 10, y + row + 10, 0
            places.append((image, x, y))
            x, row = x + w + 8, max(row, h)
    surface = cairo.ImageSurface(cairo.FORMAT_RGB24, width, y + row + 10)
    c = cairo.Context(surface)
    c.set_source_rgb(0.52, 0.53, 0.40)
    c.paint()
    for image, x, y in places:
        c.save()
        c.translate(x, y)
        c.scale(2, 2)
        c.set_source_surface(image)
        c.paint()
        c.restore()
    return surface
