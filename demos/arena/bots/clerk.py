# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
"""Clerk: keeps a book. Robots of one player share this module, and act one after the other: each
writes down the cell that it will take, and the next ones read it, so that friends never collide.

With --scope unit each robot has a book of its own, and nobody else in it: the clerk plays worse."""

import rg

book = {}  # what is taken, by turn: {turn: {cell: robot}}


class Robot:
    def act(self, game):
        taken = book.setdefault(game.turn, {})
        for turn in [turn for turn in book if turn < game.turn]:
            del book[turn]
        action = self.choose(game, taken)
        taken[action[1] if action[0] == "move" else self.location] = self.robot_id
        return action

    def choose(self, game, taken):
        enemies = [robot for robot in game.robots.values() if robot.player_id != self.player_id]
        beside = [enemy for enemy in enemies if rg.wdist(enemy.location, self.location) == 1]
        if "spawn" in rg.loc_types(self.location):
            way = self.step(game, taken, rg.CENTER_POINT)
            if way:
                return ["move", way]
        if beside:
            weakest = min(beside, key=lambda enemy: enemy.hp)
            if self.hp < 16 and len(beside) > 1:
                way = self.step(game, taken, rg.CENTER_POINT)
                return ["move", way] if way else ["suicide"]
            return ["attack", weakest.location]
        if enemies:
            nearest = min(enemies, key=lambda enemy: rg.wdist(enemy.location, self.location))
            way = self.step(game, taken, nearest.location)
            if way:
                return ["move", way]
        return ["guard"]

    def step(self, game, taken, goal):
        """The free neighbour that is nearest to a goal and not in the book."""
        free = [cell for cell in rg.locs_around(self.location, ("invalid", "obstacle", "spawn"))
                if cell not in taken and cell not in game.robots]
        closer = [cell for cell in free if rg.wdist(cell, goal) < rg.wdist(self.location, goal)]
        return min(closer, key=lambda cell: (rg.dist(cell, goal), cell), default=None)
