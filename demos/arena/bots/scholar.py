# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
"""Scholar: gives every legal action a mark and takes the best. The marks are what it expects to deal
and to suffer, in hit points, and what the place is worth."""

import rg

ATTACK = sum(rg.settings.attack_range) / 2


class Robot:
    def act(self, game):
        self.game = game
        self.enemies = {cell: robot for cell, robot in game.robots.items()
                        if robot.player_id != self.player_id}
        self.friends = {cell: robot for cell, robot in game.robots.items()
                        if robot.player_id == self.player_id and cell != self.location}
        marked = [(self.guard(), ["guard"]), (self.suicide(), ["suicide"])]
        for cell in rg.locs_around(self.location, ("invalid", "obstacle")):
            marked.append((self.attack(cell), ["attack", cell]))
            marked.append((self.move(cell), ["move", cell]))
        return max(marked, key=lambda row: row[0])[1]

    def threat(self, cell):
        """Hit points that enemies beside a cell may take in a turn."""
        return ATTACK * 0.6 * sum(near in self.enemies for near in rg.locs_around(cell))

    def place(self, cell):
        worth = -0.3 * rg.dist(cell, rg.CENTER_POINT)
        if "spawn" in rg.loc_types(cell):
            left = -self.game.turn % rg.settings.spawn_every
            worth -= self.hp if left == 0 else 12.0 / left
        return worth

    def loss(self, damage):
        """To lose the last hit points costs the robot."""
        return damage + 30 * (damage >= self.hp)

    def guard(self):
        return self.place(self.location) - self.loss(self.threat(self.location) / 2)

    def attack(self, cell):
        gain = 0.0
        if cell in self.enemies:
            enemy = self.enemies[cell]
            gain = ATTACK + (25 if enemy.hp <= ATTACK else 0)
            helpers = sum(near in self.friends for near in rg.locs_around(cell))
            gain += 3 * helpers
        elif cell not in self.friends:
            gain = 0.35 * ATTACK * any(near in self.enemies for near in rg.locs_around(cell))
        return gain + self.place(self.location) - self.loss(self.threat(self.location))

    def move(self, cell):
        if cell in self.friends:
            return -50.0
        bump = rg.settings.collision_damage if cell in self.enemies else 0
        company = sum(near in self.friends for near in rg.locs_around(cell))
        return (self.place(cell) - self.loss(self.threat(cell) + bump) - 2
                - 4 * (bump > 0) - 0.5 * company)

    def suicide(self):
        blast = rg.settings.suicide_damage
        gain = 0.0
        for near in rg.locs_around(self.location):
            if near in self.enemies:
                gain += blast + (20 if self.enemies[near].hp <= blast else 0)
        return gain - self.hp - 20
