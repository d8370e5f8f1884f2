# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
"""Bully: hits the weakest enemy beside it, and otherwise runs after the weakest within a few steps."""

import rg

HUNTING_RANGE = 6


class Robot:
    def act(self, game):
        enemies = [robot for robot in game.robots.values() if robot.player_id != self.player_id]
        enemies.sort(key=lambda robot: (robot.hp, rg.wdist(self.location, robot.location)))
        for enemy in enemies:
            if rg.wdist(self.location, enemy.location) == 1:
                return ["attack", enemy.location]
        prey = [enemy for enemy in enemies
                if rg.wdist(self.location, enemy.location) <= HUNTING_RANGE]
        goal = prey[0].location if prey else rg.CENTER_POINT
        step = rg.toward(self.location, goal)
        types = rg.loc_types(step)
        if step == self.location or step in game.robots or "obstacle" in types:
            return ["guard"]
        return ["move", step]
