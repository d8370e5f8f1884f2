# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
"""Centrist: walks to the centre, and strikes whom it meets on the way."""

import rg


class Robot:
    def act(self, game):
        for cell in rg.locs_around(self.location):
            if cell in game.robots and game.robots[cell].player_id != self.player_id:
                return ["attack", cell]
        if self.location == rg.CENTER_POINT:
            return ["guard"]
        step = rg.toward(self.location, rg.CENTER_POINT)
        if step in game.robots:  # a friend is there: do not run into it
            return ["guard"]
        return ["move", step]
