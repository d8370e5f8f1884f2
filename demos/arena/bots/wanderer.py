# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
"""Wanderer: does anything that is legal. The random module is seeded before each act, so that it
does the same in every run of the same match."""

import random

import rg


class Robot:
    def act(self, game):
        around = rg.locs_around(self.location, filter_out=("invalid", "obstacle"))
        name = random.choice(["move", "move", "move", "attack", "guard"])
        if name == "guard" or not around:
            return ["guard"]
        return [name, random.choice(around)]
