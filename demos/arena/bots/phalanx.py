# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
"""Phalanx: stands beside friends. Robots gather in a block around the centre, strike who comes near,
and strike the empty cells from which enemies can come at them."""

import rg

AHEAD = 2


class Robot:
    def act(self, game):
        friends = {cell for cell, robot in game.robots.items() if robot.player_id == self.player_id}
        enemies = {cell: robot for cell, robot in game.robots.items()
                   if robot.player_id != self.player_id}
        around = rg.locs_around(self.location, ("invalid", "obstacle"))
        beside = [cell for cell in around if cell in enemies]
        if beside:
            if len(beside) > 1 and self.hp < 9 * len(beside):
                return ["guard"]
            return ["attack", min(beside, key=lambda cell: (enemies[cell].hp, cell))]
        if "spawn" not in rg.loc_types(self.location):
            for cell in around:
                if cell not in friends and any(rg.wdist(cell, foe) == 1 for foe in enemies):
                    return ["attack", cell]  # who steps there is hit as it arrives
        return self.gather(friends, around)

    def gather(self, friends, around):
        def value(cell):
            bonds = sum(near in friends and near != self.location for near in rg.locs_around(cell))
            return bonds - rg.dist(cell, rg.CENTER_POINT)

        free = [cell for cell in around if cell not in friends]
        best = max(free, key=lambda cell: (value(cell), cell), default=None)
        if best is None or value(best) <= value(self.location):
            return ["guard"]
        return ["move", best]
