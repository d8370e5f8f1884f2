# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
"""Red's bot when none was named. `myrmidon arena --red FILE` puts another in its place."""

from typing import Any

import rg
from rgkit.settings import AttrDict


class Robot:
    location: tuple[int, int]
    player_id: int

    def act(self, game: AttrDict) -> list[Any]:
        for cell in rg.locs_around(self.location):
            if cell in game.robots and game.robots[cell].player_id != self.player_id:
                return ["attack", cell]
        step = rg.toward(self.location, rg.CENTER_POINT)
        return ["guard"] if step in game.robots else ["move", step]
