# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
"""Bomber: walks where enemies stand together, and blows itself up when that hurts them more."""

import rg


class Robot:
    def enemies_beside(self, game, cell):
        return [game.robots[near] for near in rg.locs_around(cell)
                if near in game.robots and game.robots[near].player_id != self.player_id]

    def act(self, game):
        beside = self.enemies_beside(game, self.location)
        doomed = [enemy for enemy in beside if enemy.hp <= rg.settings.suicide_damage]
        if len(beside) >= 3 or len(doomed) >= 2 or (doomed and self.hp < 16):
            return ["suicide"]
        if beside and self.hp <= 10 * len(beside):
            return ["suicide"]
        if beside:
            return ["attack", min(beside, key=lambda enemy: enemy.hp).location]
        open_cells = [cell for cell in rg.locs_around(self.location, ("invalid", "obstacle", "spawn"))
                      if cell not in game.robots]
        if not open_cells:
            return ["guard"]
        return ["move", max(open_cells, key=lambda cell: (self.crowd(game, cell), cell))]

    def crowd(self, game, cell):
        """How many enemies are near a cell; close ones count more."""
        total = 0.0
        for other, robot in game.robots.items():
            if robot.player_id != self.player_id:
                total += 1.0 / (1 + rg.wdist(cell, other)) ** 2
        return total
