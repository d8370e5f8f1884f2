# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
"""A unit that hops, and changes its mind by what it is told."""

from myrmidon import Unit


class Runner(Unit):
    def __init__(self):
        self.points = 0
        self.owed = None

    def on_scored(self, event):
        self.points = event.points
        self.owed = event.by
        assert event.note == "grüß dich"

    def think(self):
        if self.points != self.score and self.points > 0:
            raise AssertionError("told of other points than it has")
        others = self.units(team=1 - self.team)
        self.hop(self.random.uniform(1, 3) * len(others), self.is_big)
        if self.owed is not None and self.owed.is_alive:
            self.say(self.owed.mood)
