# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
"""The referee: takes the robots' orders, plays the turn by the rules (board.py), moves the units
accordingly and keeps the record of the match.

It trusts nobody. The minds have checked what the bots answered, but they share interpreters with them:
every order is checked again, and who has given none plays guard.
"""

import hashlib
import json
import math
from typing import Any

from arena.board import CELL, SIZE, TURNS, Action, Cell, Match, Robot, Turn, is_open, neighbours
from myrmidon import New, Order, Rules, View

HEADINGS = {(1, 0): 0.0, (0, 1): math.pi / 2, (-1, 0): math.pi, (0, -1): -math.pi / 2}
RED, BLUE = "#e0574c", "#4c9be0"
OUT = -1  # as a seed: the bot is not asked any more
SILENT_TURNS = 3  # turns in which none of a bot's robots has said anything, after which it is out

GUARD: Action = ("guard",)
NAMES = {"rg_move": "move", "rg_attack": "attack", "rg_suicide": "suicide", "rg_guard": "guard"}


def short_digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def compact(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))


def middle(cell: Cell) -> tuple[float, float]:
    """Of a cell on the map, in pixels."""
    return (cell[0] + 0.5) * CELL, (cell[1] + 0.5) * CELL


def legal(name: str, args: tuple[Any, ...], cell: Cell) -> Action:
    """The action of an order; one that cannot be is a guard."""
    action = NAMES.get(name, "guard")
    if action in ("guard", "suicide"):
        return (action,)
    for near in neighbours(cell):
        if args == near and is_open(near):
            return action, near
    return GUARD


class Player:
    def __init__(self) -> None:
        self.errors = 0
        self.silent_turns = 0
        self.is_out = False

    def note(self, answers: int) -> None:
        """Counts the robots that have said anything in a turn."""
        if answers == 0:
            self.silent_turns += 1
            self.is_out = self.silent_turns >= SILENT_TURNS


class Referee(Rules):
    def start(self) -> None:
        self.match = Match(str(self.options["match_seed"]))
        self.kind = "loner" if self.options["scope"] == "unit" else "robot"
        self.players = (Player(), Player())
        self.digests: list[str] = []
        self.actions_digest = hashlib.sha256()
        self.match.draw_seeds()  # of turn 0, in which nobody acts

    def referee(self, orders: list[Order]) -> None:
        if self.match.is_over:
            return
        actions = self.read(orders)
        self.starts = {robot.number: robot.cell for robot in self.match.robots}
        self.actions_digest.update(compact(
            [[number, list(action)] for number, action in sorted(actions.items())]).encode())
        turn = self.match.play(actions)
        self.show(turn, actions)
        self.write()
        self.record()
        if self.match.is_over:
            self.finish()

    def read(self, orders: list[Order]) -> dict[int, Action]:
        """An action for each robot."""
        said: dict[int, Order] = {}
        for order in orders:
            if order.name.startswith("rg_"):
                said.setdefault(order.unit.robot_id, order)
        actions: dict[int, Action] = {}
        answers = [0, 0]
        for robot in self.match.robots:
            given = said.get(robot.number)
            actions[robot.number] = self.judge(robot, given)
            answers[robot.player] += given is not None
        for player, count, alive in zip(self.players, answers, self.match.alive()):
            if alive > 0:
                player.note(count)
        return actions

    def judge(self, robot: Robot, given: Order | None) -> Action:
        if given is not None and given.name != "rg_failed":
            return legal(given.name, given.args, robot.cell)
        self.players[robot.player].errors += 1
        if given is not None and given.args[0]:
            self.report("failure", compact([robot.player, given.args[0]]))
        return GUARD

    def show(self, turn: Turn, actions: dict[int, Action]) -> None:
        """Brings the units to where the turn has left the robots."""
        units = {unit.robot_id: unit for unit in self.units()}
        strikers = {cell: units[robot.number] for robot, cell in turn.hits}
        for robot in (*self.match.robots, *turn.dead):
            if robot.number in units:
                self.bring(units[robot.number], robot, actions[robot.number], strikers)
        new = {robot.number: self.bear(robot) for robot in turn.born}
        for robot in turn.bursts:
            for cell in neighbours(robot.cell):
                self.effect("hit", *middle(cell))
        seeds = [OUT if player.is_out else seed
                 for player, seed in zip(self.players, self.match.draw_seeds())]
        for robot in self.match.robots:
            self.tell(new.get(robot.number) or units[robot.number], "turn", seeds[robot.player])

    def bring(self, unit: View, robot: Robot, action: Action, strikers: dict[Cell, View]) -> None:
        x, y = middle(robot.cell)
        if (unit.x, unit.y) != (x, y):
            self.set(unit, x=x, y=y)
        if len(action) == 2:
            (from_x, from_y), (to_x, to_y) = self.starts[robot.number], action[1]
            self.set(unit, heading=HEADINGS[to_x - from_x, to_y - from_y])
        if robot.hp < unit.hp:
            self.damage(unit, unit.hp - max(robot.hp, 0), strikers.get(robot.cell))

    def bear(self, robot: Robot) -> New:
        x, y = middle(robot.cell)
        return self.spawn(self.kind, robot.player, x, y, robot_id=robot.number)

    def write(self) -> None:
        """What stands in the dark corners of the board."""
        red, blue = self.match.alive()
        self.text("turn", f"Turn {self.match.turn} of {TURNS}", SIZE * CELL / 2, SIZE * CELL - 16, 14, "#d8d2c4", True)
        self.text("red", f"{self.options['red']}  {red}", 80, 48, 18, RED, True)
        self.text("blue", f"{self.options['blue']}  {blue}", SIZE * CELL - 80, 48, 18, BLUE, True)

    def record(self) -> None:
        """Puts what this turn came to into the report of the game, as the rules define it."""
        rows = sorted([*robot.cell, robot.hp, robot.player, robot.number] for robot in self.match.robots)
        self.digests.append(short_digest(compact(rows)))
        self.report("digest", self.digests[-1])
        self.report("alive", compact(self.match.alive()))

    def finish(self) -> None:
        score = self.match.alive()
        self.report("match_digest", short_digest(json.dumps(self.digests)))
        self.report("actions_digest", self.actions_digest.hexdigest()[:16])
        self.report("errors", compact([player.errors for player in self.players]))
        winner = -1 if score[0] == score[1] else int(score[1] > score[0])
        names = [str(self.options[side]) for side in ("red", "blue")]
        text = "A draw" if winner < 0 else f"{names[winner]} wins"
        self.end(f"{text}: {score[0]} to {score[1]} robots", winner)
