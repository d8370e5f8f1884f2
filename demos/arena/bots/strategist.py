# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
"""Strategist: once a turn, when its first robot is asked, it plans for all of them: who strikes whom,
so that blows on one enemy add up, and who goes where. The other robots only read their orders.

The plan is made anew whenever a robot finds none for itself, so it works with --scope unit as well,
where every robot plans alone."""

import heapq

import rg

BLOW = 9
CLOSED = ("invalid", "obstacle")


class Plan:
    def __init__(self, game, player):
        self.turn = game.turn
        self.own = [robot for robot in game.robots.values() if robot.player_id == player]
        self.enemies = {cell: robot for cell, robot in game.robots.items()
                        if robot.player_id != player}
        self.taken = {robot.location for robot in self.own}
        self.orders = {}
        self.danger = self.fill(list(self.enemies))
        self.retreat()
        self.strike()
        self.advance()

    def fill(self, sources):
        """Steps from every open cell to the nearest source."""
        steps = {cell: 0 for cell in sources}
        queue = [(0, cell) for cell in sorted(sources)]
        heapq.heapify(queue)
        while queue:
            far, cell = heapq.heappop(queue)
            for near in rg.locs_around(cell, CLOSED):
                if near not in steps:
                    steps[near] = far + 1
                    heapq.heappush(queue, (far + 1, near))
        return steps

    def order(self, robot, *action):
        self.orders[robot.location] = list(action)
        if action[0] == "move":
            self.taken.discard(robot.location)
            self.taken.add(action[1])

    def open_cells(self, robot, closed=CLOSED):
        return [cell for cell in rg.locs_around(robot.location, closed)
                if cell not in self.taken and cell not in self.enemies]

    def retreat(self):
        """Off the rim before robots are born there, and out of hopeless fights."""
        left = -self.turn % rg.settings.spawn_every
        for robot in self.own:
            foes = [cell for cell in rg.locs_around(robot.location) if cell in self.enemies]
            on_rim = "spawn" in rg.loc_types(robot.location)
            is_lost = robot.hp <= BLOW * len(foes) and foes
            if not is_lost and not (on_rim and left <= 2):
                continue
            cells = self.open_cells(robot, CLOSED + ("spawn",) if left <= 2 else CLOSED)
            if cells:
                def safety(cell):
                    return self.danger.get(cell, 9), -rg.dist(cell, rg.CENTER_POINT), cell
                self.order(robot, "move", max(cells, key=safety))
            elif on_rim and left == 0:
                self.order(robot, "suicide")
            elif len(foes) >= 2:
                self.order(robot, "suicide")

    def strike(self):
        """The enemies that most can reach first; one more robot on each until it should fall."""
        free = {robot.location: robot for robot in self.own if robot.location not in self.orders}
        reach = {cell: [near for near in rg.locs_around(cell) if near in free]
                 for cell in self.enemies}
        for cell in sorted(reach, key=lambda c: (-len(reach[c]), self.enemies[c].hp, c)):
            hp = self.enemies[cell].hp
            for near in reach[cell]:
                if near in free and (hp > 0 or not self.others(near, cell)):
                    self.order(free.pop(near), "attack", cell)
                    hp -= BLOW
        for near, robot in sorted(free.items()):
            foes = [cell for cell in rg.locs_around(near) if cell in self.enemies]
            if foes:
                self.order(robot, "attack", min(foes, key=lambda c: (self.enemies[c].hp, c)))

    def others(self, near, cell):
        return [foe for foe in rg.locs_around(near) if foe in self.enemies and foe != cell]

    def advance(self):
        for robot in sorted(self.own, key=lambda r: (self.danger.get(r.location, 9), r.location)):
            if robot.location in self.orders:
                continue
            far = self.danger.get(robot.location, 9)
            ambush = [cell for cell in self.open_cells(robot)
                      if far == 2 and self.danger.get(cell) == 1]
            if ambush and robot.hp > BLOW:
                self.order(robot, "attack", min(ambush))
                continue
            cells = self.open_cells(robot, CLOSED + ("spawn",))
            closer = [cell for cell in cells if 1 < self.danger.get(cell, 9) < far]
            if not closer and not self.enemies:
                closer = [cell for cell in cells if rg.dist(cell, rg.CENTER_POINT)
                          < rg.dist(robot.location, rg.CENTER_POINT)]
            if closer:
                self.order(robot, "move", min(closer, key=lambda c: (self.danger.get(c, 9), c)))
            else:
                self.order(robot, "guard")


class Robot:
    def __init__(self):
        self.plan = None

    def act(self, game):
        if self.plan is None or self.plan.turn != game.turn:
            self.plan = Plan(game, self.player_id)
        return self.plan.orders.get(self.location, ["guard"])
