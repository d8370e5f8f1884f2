# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
"""The art of demos/mods/restless: the two armies of skirmish, long dead.

Unlike what they replace these figures do not turn: they are seen a little from the south and drawn
for three sides (left is right, mirrored), standing, walking and striking. All of it is one sheet, as
Aseprite exports it: tags that are named KIND-STATE-SIDE.
"""

import math

from . import paint as brush
from .paint import (Cloth, INK, TAU, canvas, darker, drop, flat, ink, lighter, mix, oval, over, paint, rgb, smooth,
                    stroke)

CLOTH = Cloth(rgb("#f6f2ea"))
BONE = rgb("#e9e2cc")
RUST = rgb("#8c8790")
IRON = rgb("#a9adb6")
WOOD = rgb("#7a6248")
PIT = rgb("#241b22")
GLOW = rgb("#8dffb0")
ROBE = rgb("#4b3f5a")
STONE = rgb("#8b8a92")
SIDES = ("right", "down", "up")
CELL = 48
MIDDLE = 24
# State: frames, and how long each is shown.
STATES = {"idle": (2, 420), "walk": (6, 90), "attack": (4, 80)}


def tags():
    """(name, milliseconds per frame, frames, the same frames without cloth), in the sheet's order."""
    for kind, draw in (("soldier", soldier), ("archer", archer), ("captain", captain)):
        for state, (count, ms) in STATES.items():
            for side in SIDES:
                steps = [Pose(side, state, index / count) for index in range(count)]
                yield (f"{kind}-{state}-{side}", ms, [draw(pose) for pose in steps],
                       [over(draw)(pose) for pose in steps])
    yield "crypt", 1000, [crypt()], [over(crypt)()]


class Pose:
    """Where the parts of a figure are at one moment."""

    def __init__(self, side, state, phase):
        self.side, self.state, self.phase = side, state, phase
        self.walk = math.sin(TAU * phase) if state == "walk" else 0.0
        # Up and down: twice a step; a sigh while it stands.
        self.bob = (-1.4 * abs(self.walk) if state == "walk" else 0.8 * (phase >= 0.5) if state == "idle" else 0.0)
        self.strike = phase if state == "attack" else None

    def blow(self):
        """How far the weapon is: -1 drawn back, 1 struck through; None when it does not strike."""
        return None if self.strike is None else (-1.0, 0.1, 1.0, 0.5)[round(self.strike * 4)]


def bone(c, points, width=2.6):
    stroke(c, points, INK, width + 2)
    stroke(c, points, BONE, width)


def legs(c, pose, top, spread=4.0):
    for leg in (-1, 1):
        step = pose.walk * leg
        lift = max(0.0, step) * (3.5 if pose.side != "right" else 2.0)
        if pose.side == "right":
            hip, foot = (MIDDLE + leg * 1.2, top), (MIDDLE + step * 6.5, 44.5 - lift)
            knee = ((hip[0] + foot[0]) / 2 + 1.4, (hip[1] + foot[1]) / 2)
            toe = (foot[0] + 3.2, foot[1] + 0.4)
        else:
            hip, foot = (MIDDLE + leg * 2.6, top), (MIDDLE + leg * spread, 44.5 - lift)
            knee = ((hip[0] + foot[0]) / 2 + leg * 0.6, (hip[1] + foot[1]) / 2)
            toe = (foot[0] + leg * 1.2, foot[1] + (1.4 if pose.side == "down" else -0.2))
        bone(c, [hip, knee, foot], 2.3)
        bone(c, [foot, ((foot[0] + toe[0]) / 2, (foot[1] + toe[1]) / 2), toe], 2.0)


def skull(c, x, y, side, size=7.4):
    wide = size * (0.94 if side == "right" else 1.0)
    if side != "up":  # the jaw below the round of the head
        jaw_x = x + (1.9 if side == "right" else 0)
        smooth(c, [(jaw_x - wide * 0.56, y + size * 0.35), (jaw_x + wide * 0.56, y + size * 0.35),
                   (jaw_x + wide * 0.46, y + size * 1.1), (jaw_x - wide * 0.46, y + size * 1.1)])
        paint(c, darker(BONE, 0.1), line=1.3, light=0.1, shade=0.25, outline=INK)
        for tooth in (-0.26, 0.0, 0.26):
            stroke(c, [(jaw_x + wide * tooth, y + size * 0.72), (jaw_x + wide * tooth, y + size * 0.85),
                       (jaw_x + wide * tooth, y + size)], PIT, 0.8, 0.85)
    oval(c, x, y, wide, size * 0.92)
    paint(c, BONE, line=1.4, light=0.55, shade=0.3, outline=INK)
    if side == "up":
        stroke(c, [(x - 2.6, y + 2.2), (x, y + 3.4), (x + 2.6, y + 2.2)], darker(BONE, 0.4), 0.9, 0.6)
        return
    eyes = (-0.4, 0.4) if side == "down" else (0.34,)
    for eye in eyes:
        ex, ey = x + wide * eye + (1.2 if side == "right" else 0), y + size * 0.16
        oval(c, ex, ey, 2.25, 2.5)
        flat(c, PIT)
        oval(c, ex, ey + 0.2, 1.7, 1.8)
        flat(c, GLOW, 0.3)
        oval(c, ex, ey + 0.2, 0.95, 1.05)
        flat(c, GLOW)
    nose_x = x + (wide * 0.86 if side == "right" else 0)
    oval(c, nose_x, y + size * 0.52, 0.8, 1.0)
    flat(c, PIT, 0.9)


def ribs(c, y, side, wide):
    """The ribcage between shoulders and hips, over a dark inside."""
    x = MIDDLE
    smooth(c, [(x - wide, y), (x, y - 2.4), (x + wide, y), (x + wide * 0.72, y + 8), (x, y + 10), (x - wide * 0.72, y + 8)])
    paint(c, PIT, line=1.3, light=0.1, outline=INK)
    for level in range(3):
        reach = wide * (0.86 - 0.13 * level)
        at = y + 0.8 + level * 2.9
        stroke(c, [(x - reach, at - 0.6), (x, at + 0.9), (x + reach, at - 0.6)], BONE, 1.7)
    if side != "right":
        stroke(c, [(x, y - 1.5), (x, y + 4), (x, y + 9.5)], BONE, 1.9)


def rags(c, pose, y, wide, length):
    """A torn tunic in the team's colour, from one shoulder to the knees."""
    x, sway = MIDDLE, pose.walk * 1.2
    hem = y + length
    c.move_to(x - wide, y + 6.5)
    c.line_to(x + wide * 0.2, y - 1.5)
    c.line_to(x + wide, y - 0.5)
    c.line_to(x + wide * 1.02, y + 8)
    for i, drop_px in enumerate((0, -3.2, 0.6, -2.6, 1.4, -3.0, 0)):
        c.line_to(x + wide * (1.12 - i * 0.37) + sway * 0.5, hem + drop_px)
    c.close_path()
    paint(c, CLOTH, line=1.3, light=0.3, shade=0.3, outline=INK)
    # The belt.
    stroke(c, [(x - wide * 0.98, y + 9.3), (x, y + 10.2), (x + wide * 0.98, y + 9.3)], rgb("#5a4634"), 2.0, 0.95)


def arm(c, shoulder, hand, bend):
    elbow = ((shoulder[0] + hand[0]) / 2 + bend[0], (shoulder[1] + hand[1]) / 2 + bend[1])
    bone(c, [shoulder, elbow, hand], 2.2)
    oval(c, *hand, 1.9, 1.9)
    paint(c, BONE, line=1.1, outline=INK)


def blade(c, hand, angle, length):
    c.save()
    c.translate(*hand)
    c.rotate(angle)
    c.move_to(1.5, -1.7)
    c.line_to(length * 0.45, -1.9)
    c.line_to(length * 0.52, -1.2)  # a notch
    c.line_to(length * 0.6, -1.8)
    c.line_to(length, 0.2)
    c.line_to(length - 3, 1.7)
    c.line_to(1.5, 1.7)
    c.close_path()
    paint(c, lighter(IRON, 0.25), line=1.1, light=0.5, shade=0.2, outline=INK)
    stroke(c, [(1.6, -3.4), (1.6, 0), (1.6, 3.4)], INK, 3.0)
    stroke(c, [(1.6, -3.0), (1.6, 0), (1.6, 3.0)], rgb("#a1703d"), 1.5)
    c.restore()


def swipe(c, x, y, radius, start, end):
    """The trace of a blow."""
    for width, alpha in ((6.0, 0.22), (2.6, 0.5)):
        c.new_sub_path()
        c.arc(x, y, radius, start, end)
        c.set_line_width(width)
        ink(c, rgb("#f4fff0"), alpha)
        if not brush.is_over:
            ink(c, (1, 1, 1), 0)
        c.stroke()


def shield(c, x, y, wide):
    oval(c, x, y, wide, 6.8)
    paint(c, CLOTH, line=1.5, light=0.25, shade=0.34, outline=INK)
    c.new_sub_path()
    oval(c, x, y, wide - 0.9, 5.9)
    c.set_line_width(1.2)
    ink(c, RUST)
    c.stroke()
    oval(c, x, y, 1.9 * wide / 6.2, 1.9)
    paint(c, IRON, line=1.0, light=0.5, outline=INK)


def soldier(pose):
    surface, c = canvas(CELL)
    y = 22 + pose.bob
    blow = pose.blow()
    legs(c, pose, y + 11)
    if pose.side == "right":
        angle = 0.1 + 0.12 * pose.walk if blow is None else (-2.0, -0.5, 0.75, 0.3)[round(pose.strike * 4)]
        hand = (MIDDLE + 7 + 2.5 * pose.walk, y + 7.5) if blow is None else \
            (MIDDLE + 9 * math.cos(angle), y + 3 + 9 * math.sin(angle))
        shield(c, MIDDLE + 5.5 - 1.4 * pose.walk, y + 6, 3.4)
        ribs(c, y, "right", 5.2)
        rags(c, pose, y, 5.0, 15.5)
        skull(c, MIDDLE + 1.4, y - 8.4, "right")
        helmet(c, MIDDLE + 0.8, y - 8.6, "right")
        blade(c, hand, angle - (0.5 if blow is None else 0), 15)
        arm(c, (MIDDLE - 1, y + 1), hand, (-1.6, 1.8))
        if blow is not None and blow >= 0.1:
            swipe(c, MIDDLE, y + 3, 19, angle - 1.3, angle)
        return surface
    front = pose.side == "down"
    mirror = 1 if front else -1  # his right hand
    swing = pose.walk * 1.6
    angle = (math.pi / 2 if front else -math.pi / 2) - mirror * 0.35
    hand = (MIDDLE - mirror * 9.2, y + 8.5 + swing)
    if blow is not None:
        turn = (-2.3, -0.8, 0.5, 0.1)[round(pose.strike * 4)]
        angle = mirror * (math.pi / 2 + turn)
        hand = (MIDDLE - mirror * (9 - 6 * max(0, blow)), y + (4 + 5 * blow if front else 4 - 5 * blow))
    parts = [
        lambda: (ribs(c, y, pose.side, 6.6), rags(c, pose, y, 6.4, 15.5)),
        lambda: (blade(c, hand, angle, 15), arm(c, (MIDDLE - mirror * 6.6, y + 1), hand, (-mirror * 1.8, 0.6))),
        lambda: (arm(c, (MIDDLE + mirror * 6.6, y + 1), (MIDDLE + mirror * 9, y + 6.5 - swing), (mirror * 1.4, 0.6)),
                 shield(c, MIDDLE + mirror * 9.6, y + 7.5 - swing, 6.0)),
    ]
    for part in parts if front else (parts[2], parts[1], parts[0]):
        part()
    skull(c, MIDDLE, y - 8.4, pose.side)
    helmet(c, MIDDLE, y - 8.6, pose.side)
    if blow is not None and blow > 0:
        start = 0.35 if front else math.pi + 0.35
        swipe(c, MIDDLE, y + 3, 16, start, start + 2.2)
    return surface


def helmet(c, x, y, side):
    """A cap in the team's colour, worn on the back of the head, with a rusty rim."""
    front = {"down": 0.0, "right": 0.6, "up": 0.0}[side]
    low = y - 2.6 if side != "up" else y + 1.6
    smooth(c, [(x - 7.9, low), (x - 6.9, y - 5.6), (x - front, y - 8.6), (x + 6.9, y - 5.6), (x + 7.9 - front, low),
               (x, low - (1.4 if side != "up" else -1.6))])
    paint(c, mix(CLOTH, RUST, 0.25), line=1.4, light=0.5, shade=0.35, outline=INK)
    stroke(c, [(x - 7.2, low - 0.4), (x, low - 1.4 if side != "up" else low + 1.2), (x + 7.2 - front, low - 0.4)],
           RUST, 1.9)
    oval(c, x - 2.6, y - 5.6, 1.5, 0.9, -0.4)
    flat(c, (1, 1, 1), 0.6)


def hood(c, x, y, side, cloth=CLOTH):
    if side == "up":
        smooth(c, [(x, y - 9.4), (x + 7.2, y - 5.4), (x + 8.2, y + 3), (x + 5.6, y + 8.4), (x, y + 9.4), (x - 5.6, y + 8.4),
                   (x - 8.2, y + 3), (x - 7.2, y - 5.4)])
        paint(c, cloth, line=1.4, light=0.3, shade=0.34, outline=INK)
        stroke(c, [(x, y - 8), (x + 0.6, y), (x, y + 8)], darker(cloth, 0.4), 0.9, 0.5)
        return
    if side == "right":
        smooth(c, [(x + 4.4, y - 7.2), (x - 1, y - 9.6), (x - 7.6, y - 5.6), (x - 8.8, y + 3), (x - 6.4, y + 9.4),
                   (x - 1.4, y + 8.4), (x - 2.6, y + 1.6), (x - 0.4, y - 3.2)])
    else:
        # A ring of cloth round the face.
        smooth(c, [(x, y - 9.6), (x + 7.4, y - 5.6), (x + 8.8, y + 2.6), (x + 6.6, y + 9.2), (x + 4.9, y + 7.4),
                   (x + 6.2, y + 1), (x + 4.2, y - 4), (x, y - 5.4), (x - 4.2, y - 4), (x - 6.2, y + 1), (x - 4.9, y + 7.4),
                   (x - 6.6, y + 9.2), (x - 8.8, y + 2.6), (x - 7.4, y - 5.6)])
    paint(c, cloth, line=1.4, light=0.3, shade=0.34, outline=INK)


def bow(c, x, y, angle, pull, is_loaded):
    """The hand is at x, y; the arrow flies along `angle`."""
    c.save()
    c.translate(x, y)
    c.rotate(angle)
    limb = [(-4, -11), (0.6, -7), (2.2, 0), (0.6, 7), (-4, 11)]
    c.move_to(*limb[0])
    c.line_to(-4 - pull, 0)
    c.line_to(*limb[-1])
    c.set_line_width(0.9)
    ink(c, rgb("#f1ead8"))
    c.stroke()
    if is_loaded:
        stroke(c, [(-4 - pull, 0), (2, 0), (9, 0)], INK, 2.2)
        stroke(c, [(-4 - pull, 0), (2, 0), (9, 0)], rgb("#d8c7a0"), 1.1)
        oval(c, 9.4, 0, 1.5, 1.2)
        flat(c, GLOW)
    stroke(c, limb, INK, 3.6)
    stroke(c, limb, WOOD, 2.0)
    c.restore()


def archer(pose):
    surface, c = canvas(CELL)
    y = 22 + pose.bob
    step = None if pose.strike is None else round(pose.strike * 4)
    pull = 0.0 if step is None else (3.0, 7.0, 0.0, 0.0)[step]
    is_loaded = step in (0, 1)
    legs(c, pose, y + 11, spread=3.4)
    if pose.side == "right":
        hand = (MIDDLE + (10 if step is None else 12), y + (5.5 + pose.walk if step is None else 2.5))
        quiver(c, MIDDLE - 6.2, y + 3.5, 0.5)
        ribs(c, y, "right", 4.8)
        rags(c, pose, y, 4.6, 13)
        skull(c, MIDDLE + 1.4, y - 8.2, "right", 7.0)
        hood(c, MIDDLE + 0.8, y - 8.6, "right")
        bow(c, *hand, 0.25 if step is None else -0.06, pull, is_loaded)
        arm(c, (MIDDLE + 1, y + 1), hand, (-0.4, 1.4))
        back = (hand[0] - 5 - pull, hand[1] + 0.4) if step is not None else (MIDDLE - 4 - pose.walk * 2, y + 8)
        arm(c, (MIDDLE - 3, y + 1), back, (-1.6, 2))
        return surface
    front = pose.side == "down"
    mirror = 1 if front else -1
    angle = (math.pi / 2 if front else -math.pi / 2) if step is not None else mirror * 0.5 + math.pi / 2
    hand = (MIDDLE + mirror * 9.6, y + 6.5 - pose.walk) if step is None else (MIDDLE + mirror * 1.5, y + (9 if front else -2))
    if not front:
        bow(c, *hand, angle, pull, is_loaded)
    ribs(c, y, pose.side, 6.2)
    rags(c, pose, y, 6.0, 13)
    other = (MIDDLE - mirror * 8.4, y + 8 + pose.walk) if step is None else (hand[0] - mirror * 0.5, hand[1] - (4 + pull) * mirror)
    arm(c, (MIDDLE - mirror * 6.2, y + 1), other, (-mirror * 2.2, 1.2))
    if front:
        bow(c, *hand, angle, pull, is_loaded)
    arm(c, (MIDDLE + mirror * 6.2, y + 1), hand, (mirror * 2.2, 1))
    skull(c, MIDDLE, y - 8.2, pose.side, 7.0)
    hood(c, MIDDLE, y - 8.6, pose.side)
    if not front:
        quiver(c, MIDDLE - 2, y + 5, -0.55)
    return surface


def quiver(c, x, y, lean):
    c.save()
    c.translate(x, y)
    c.rotate(lean)
    for dx in (-1.6, 0, 1.6):
        stroke(c, [(dx, -6), (dx, -8), (dx * 1.3, -9.6)], rgb("#f1e9da"), 1.4)
    c.rectangle(-2.9, -6.5, 5.8, 12.5)
    paint(c, rgb("#6b4f3a"), line=1.2, light=0.25, outline=INK)
    c.restore()


def robe(c, y, side, sway):
    x = MIDDLE
    wide = 7.2 if side != "right" else 6.0
    c.move_to(x - wide * 0.8, y - 2)
    c.line_to(x + wide * 0.8, y - 2)
    c.curve_to(x + wide * 1.3, y + 6, x + wide * 1.25, y + 14, x + wide * 1.55 + sway * 0.6, y + 21.5)
    for i, drop_px in enumerate((-2.2, 0.9, -2.4, 1.2, -2.0, 0.4)):
        c.line_to(x + wide * (1.1 - i * 0.46) + sway * 0.6, y + 22.4 + drop_px)
    c.line_to(x - wide * 1.55 + sway * 0.6, y + 21.5)
    c.curve_to(x - wide * 1.25, y + 14, x - wide * 1.3, y + 6, x - wide * 0.8, y - 2)
    c.close_path()
    paint(c, ROBE, line=1.5, light=0.2, shade=0.4, outline=INK)
    # A stole in the team's colour.
    if side == "right":
        smooth(c, [(x - 2.6, y - 2), (x + 3.4, y - 1), (x + 3.6, y + 12), (x + 1.4, y + 18), (x - 0.4, y + 12)])
        paint(c, CLOTH, line=1.2, light=0.3, shade=0.26, outline=INK)
    else:
        for hand in (-1, 1):
            smooth(c, [(x + hand * 6.6, y - 2.4), (x + hand * 1.6, y + 0.6), (x + hand * 1.4, y + 17), (x + hand * 4.9, y + 17.8),
                       (x + hand * 5.2, y + 5)])
            paint(c, CLOTH, line=1.2, light=0.3, shade=0.26, outline=INK)


def flame(c, x, y, size, lick):
    for reach, alpha in ((1.9, 0.16), (1.35, 0.24)):
        oval(c, x, y, size * reach, size * reach)
        if brush.is_over:
            flat(c, GLOW, alpha)
        else:
            c.new_path()
    smooth(c, [(x, y - size * 1.7), (x + size * 0.7, y - size * 0.3 + lick), (x + size * 0.6, y + size * 0.6), (x, y + size),
               (x - size * 0.6, y + size * 0.6), (x - size * 0.75, y - size * 0.2 - lick)])
    paint(c, rgb("#4fd483"), line=1.1, light=0.5, shade=0.1, outline=rgb("#17452e"))
    oval(c, x, y + size * 0.2, size * 0.36, size * 0.5)
    flat(c, rgb("#f0fff0"))


def staff(c, hand, top, lick, size):
    low = (hand[0] + (hand[0] - top[0]) * 0.9, hand[1] + (hand[1] - top[1]) * 0.9)
    stroke(c, [low, hand, top], INK, 3.8)
    stroke(c, [low, hand, top], WOOD, 2.1)
    oval(c, *top, 2.7, 2.4)
    paint(c, BONE, line=1.2, outline=INK)
    flame(c, top[0], top[1] - 3.4, size, lick)


def captain(pose):
    """The one who raises them: a robe, horns, a staff that burns green."""
    surface, c = canvas(CELL)
    y = 21 + pose.bob
    step = None if pose.strike is None else round(pose.strike * 4)
    lift = 0 if step is None else (3, 6, 5, 2)[step]
    lick = 0.8 * math.sin(TAU * pose.phase + 1)
    size = 2.9 if step is None else (3.0, 4.2, 5.0, 3.6)[step]
    sway = pose.walk * 2
    front = pose.side != "up"
    mirror = 1 if front else -1
    if pose.side == "right":
        hand = (MIDDLE + 10, y + 6 - lift * 0.6)
        robe(c, y, "right", sway)
        skull(c, MIDDLE + 1.6, y - 7.6, "right", 7.0)
        hood(c, MIDDLE + 0.8, y - 8.2, "right", ROBE)
        horns(c, MIDDLE - 0.5, y - 13.5, "right")
        staff(c, hand, (hand[0] + 2 + lift * 0.5, hand[1] - 13), lick, size)
        arm(c, (MIDDLE - 1, y + 1), hand, (-1, 1.8))
        return surface
    hand = (MIDDLE - mirror * 12, y + 6 - lift)
    if not front:
        staff(c, hand, (hand[0] - mirror * 0.5, hand[1] - 13), lick, size)
    robe(c, y, pose.side, sway)
    arm(c, (MIDDLE + mirror * 6.6, y + 1), (MIDDLE + mirror * (10.5 + lift * 0.3), y + 8 - lift * 1.2 + pose.walk), (mirror * 1.6, 1))
    if front:
        staff(c, hand, (hand[0] - mirror * 0.5, hand[1] - 13), lick, size)
    arm(c, (MIDDLE - mirror * 6.6, y + 1), hand, (-mirror * 1.2, 1.6))
    skull(c, MIDDLE, y - 7.6, pose.side, 7.0)
    hood(c, MIDDLE, y - 8.2, pose.side, ROBE)
    horns(c, MIDDLE, y - 13.5, pose.side)
    return surface


def horns(c, x, y, side):
    for hand in (-1, 1) if side != "right" else (-1,):
        reach = hand if side != "right" else -0.5
        smooth(c, [(x + reach * 3.2, y + 1.6), (x + reach * 7.4, y - 0.2), (x + reach * 9.4, y - 4.8), (x + reach * 8.8, y - 7.2),
                   (x + reach * 6.6, y - 3.4), (x + reach * 2.6, y - 1.8)])
        paint(c, mix(BONE, WOOD, 0.25), line=1.2, light=0.4, shade=0.3, outline=INK)


def crypt():
    """Where they come from: a tomb of grey stone, with a banner over the open door."""
    surface, c = canvas(112)
    drop(c, 58, 68, 54, 42, 0.55)
    # Walls from the front, a roof that is seen from above.
    c.rectangle(14, 50, 84, 44)
    paint(c, darker(STONE, 0.12), line=2, light=0.15, shade=0.35, outline=INK)
    for row in range(4):
        for column in range(-1, 6):
            x = 14 + column * 18 + (9 if row % 2 else 0)
            left, right = max(x, 14), min(x + 18, 98)
            if right > left:
                c.rectangle(left + 0.7, 50 + row * 11 + 0.7, right - left - 1.4, 9.6)
                flat(c, lighter(STONE, 0.10 * ((row * 7 + column * 5) % 3)), 0.5)
    c.move_to(6, 56)
    c.line_to(22, 22)
    c.line_to(90, 22)
    c.line_to(106, 56)
    c.close_path()
    paint(c, rgb("#5d5a68"), line=2, light=0.3, shade=0.3, outline=INK)
    for level in range(1, 4):
        at = 22 + level * 8.5
        reach = 34 + 16 * level * 8.5 / 34
        stroke(c, [(56 - reach, at), (56, at + 0.6), (56 + reach, at)], darker(rgb("#5d5a68"), 0.4), 1.3, 0.8)
    for x in (18, 94):
        c.rectangle(x - 6, 48, 12, 48)
        paint(c, lighter(STONE, 0.16), line=1.6, light=0.35, shade=0.3, outline=INK)
    # The door, and what glows behind it.
    c.move_to(42, 96)
    c.line_to(42, 72)
    c.curve_to(42, 58, 70, 58, 70, 72)
    c.line_to(70, 96)
    c.close_path()
    paint(c, PIT, line=2.4, light=0.05, outline=INK)
    for reach, alpha in ((13, 0.12), (9, 0.18), (5, 0.3)):
        oval(c, 56, 88, reach, reach * 0.8)
        flat(c, GLOW, alpha)
    for step_y, reach in ((96, 19), (101, 23)):
        c.rectangle(56 - reach, step_y, 2 * reach, 5)
        paint(c, lighter(STONE, 0.1), line=1.4, light=0.3, outline=INK)
    # Banners either side of the door, and the skull above it.
    for x in (30, 82):
        c.move_to(x - 6.5, 58)
        c.line_to(x + 6.5, 58)
        for dx, dy in ((6.5, 84), (3.2, 80), (0, 88), (-3.2, 80), (-6.5, 85)):
            c.line_to(x + dx, dy)
        c.close_path()
        paint(c, CLOTH, line=1.4, light=0.3, shade=0.26, outline=INK)
    smooth(c, [(40, 34), (56, 30), (72, 34), (68, 52), (56, 55), (44, 52)])
    paint(c, CLOTH, line=1.6, light=0.3, shade=0.24, outline=INK)
    skull(c, 56, 42, "down", 8)
    return surface
