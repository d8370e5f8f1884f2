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
