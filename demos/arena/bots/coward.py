# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
"""Coward: keeps away from enemies and from the cells where robots are born. It seldom wins a fight,
and loses few robots: the score counts robots."""

import rg


class Robot:
    def act(self, game):
        enemies = [cell for cell, robot in game.robots.items()
                   if robot.player_id != self.player_id]
        choices = [self.location]
        choices += [cell for cell in rg.locs_around(self.location, ("invalid", "obstacle"))
                    if cell not in game.robots]
        best = max(choices, key=lambda cell: (self.comfort(cell, enemies, game), cell))
        if best != self.location:
            return ("move", best)
        beside = [cell for cell in enemies if rg.wdist(cell, self.location) == 1]
        return ("attack", beside[0]) if len(beside) == 1 else ("guard",)

    def comfort(self, cell, enemies, game):
        value = 0.0
        if "spawn" in rg.loc_types(cell):
            left = -game.turn % rg.settings.spawn_every  # turns until robots are born here
            value -= 100 if left < 3 else 10
        for enemy in enemies:
            steps = rg.wdist(cell, enemy)
            if steps < 4:
                value -= 8.0 / steps if steps else 99
        return value - 0.1 * rg.dist(cell, rg.CENTER_POINT)
