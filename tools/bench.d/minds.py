# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
"""The minds of the bench's small world."""

import math  # the usual imports: what interpreter_ms and interpreter_mb pay for
import random
import collections
import itertools
import functools
import heapq

from myrmidon import Unit


class Empty(Unit):
    """What a think costs before it does anything."""

    def think(self):
        pass


class Soldier(Unit):
    """A usual think: a search, some reads, one command."""

    def __init__(self):
        self.rally = (400.0, 300.0)

    def think(self):
        foe = self.nearest(enemy=True, within=self.sight)
        if foe is None:
            self.move_to(*self.rally)
        elif self.distance_to(foe) <= self.reach:
            self.attack(foe)
        else:
            ahead = 1.0 - self.reach / self.distance_to(foe)
            self.move_to(self.x + (foe.x - self.x) * ahead, self.y + (foe.y - self.y) * ahead)


class Talker(Unit):
    """One message out, one message in."""

    friend = None
    heard = 0

    def think(self):
        if self.friend is None:
            self.friend = self.nearest() or self
        self.send(self.friend, ("seen", self.x, self.y))

    def on_message(self, message):
        self.heard += 1


class Builder(Unit):
    """Small objects, more than are freed at once."""

    def think(self):
        self.kept = [(i, str(i), {i: self}) for i in range(40)]


class Blocks(Unit):
    """Blocks beyond what CPython cuts from its arenas."""

    def think(self):
        self.kept = [bytes(3000 + 500 * i) for i in range(10)]


class Reader(Unit):
    """Reads the whole static block."""

    def think(self):
        self.read_statics()


class Reader6(Unit):
    """Six properties, one query, one command."""

    def think(self):
        foe = self.nearest(enemy=True, within=self.sight)
        ahead = self.speed * self.hp / 100.0 if foe is not None and self.team == 0 else self.reach
        self.move_to(self.x + ahead, self.y)


class Slotted6(Reader6):
    """The same with attributes of its own, which the host fills before each think (fill=1)."""

    __slots__ = ("x", "y", "team", "hp", "sight", "reach", "speed")


class Sleeper(Unit):
    """Waits, most of its life."""

    async def live(self):
        while True:
            await self.sleep(1000)


class Starling(Unit):
    """A flock as one writes it: a loop over the neighbours."""

    def think(self):
        x, y = self.x, self.y
        mid_x = mid_y = push_x = push_y = pace = 0.0
        others = self.near(self.sight, limit=12)
        for other in others:
            other_x, other_y = other.x, other.y
            dx, dy = x - other_x, y - other_y
            near = 1.0 / (dx * dx + dy * dy + 1.0)
            mid_x += other_x
            mid_y += other_y
            push_x += dx * near
            push_y += dy * near
            pace += other.speed
        if others:
            share = 1.0 / len(others)
            x += (mid_x * share - x) * 0.1 + push_x * 8.0 + pace * share * 0.01
            y += (mid_y * share - y) * 0.1 + push_y * 8.0
        self.move_to(x, y)
