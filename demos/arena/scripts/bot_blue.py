# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
"""Blue's bot when none was named. `myrmidon arena --blue FILE` puts another in its place."""

import random
from typing import Any

import rg
from rgkit.settings import AttrDict


class Robot:
    location: tuple[int, int]
    player_id: int

    def act(self, game: AttrDict) -> list[Any]:
        around = rg.locs_around(self.location, filter_out=("invalid", "obstacle", "spawn"))
        for cell in around:
            if cell in game.robots and game.robots[cell].player_id != self.player_id:
                return ["attack", cell]
        free = [cell for cell in around if cell not in game.robots]
        return ["move", random.choice(free)] if free else ["guard"]
