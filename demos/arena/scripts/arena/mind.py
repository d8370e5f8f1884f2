# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
"""The mind of a robot: shows the game to a bot as Robot Game would, and says what the bot answers.

Robots think in the order in which they were born, which is the order of the rules. With --scope player
all robots of a player live in one interpreter and share one bot, and what it is shown: what one act
changes there, the next one sees. With --scope unit each robot has a bot and a picture of its own.
"""

import gc

from arena.bot import Bot
from arena.board import CELL
from myrmidon import TurnEvent, Unit
from rgkit.settings import AttrDict

TEXTS_TOLD = 4  # different failures of one bot that are told in words

GARBAGE_TURNS = 8  # full collections; young garbage goes each turn


class Table:
    """What the robots that share a bot share."""

    def __init__(self, player: int) -> None:
        self.bot = Bot(player)
        self.game: AttrDict | None = None
        self.turn = -1
        self.told: set[str] = set()

    def words(self, error: BaseException) -> str:
        """What failed, the first time; afterwards nothing, since it is only counted."""
        if len(self.told) >= TEXTS_TOLD:
            return ""
        try:
            text = self.bot.describe(error)
        except BaseException:
            text = "it fails, and so does its error when it is to be shown"
        key = text.partition("(")[0]  # cells and values differ, the fault is the same
        if key in self.told:
            return ""
        self.told.add(key)
        return text


class Mind(Unit):
    """--scope player."""

    tables: dict[int, Table] = {}

    def __init__(self) -> None:
        self.seed = 0

    def on_turn(self, event: TurnEvent) -> None:
        self.seed = event.seed

    def table(self) -> Table:
        key = self.key()
        if key not in self.tables:
            self.tables[key] = Table(self.team)
        return self.tables[key]

    def key(self) -> int:
        return self.team

    def think(self) -> None:
        if self.seed < 0:  # the referee has had enough of this bot
            self.rg_failed("")
            return
        table = self.table()
        try:
            game = self.shown(table)
            cell = int(self.x) // CELL, int(self.y) // CELL
            seed = f"{self.seed}-{self.robot_id}"
            action = table.bot.act(game, cell, int(self.hp), self.robot_id, seed)
        except BaseException as error:
            self.rg_failed(table.words(error))
            return
        if action[0] == "move":
            self.rg_move(*action[1])
        elif action[0] == "attack":
            self.rg_attack(*action[1])
        elif action[0] == "suicide":
            self.rg_suicide()
        else:
            self.rg_guard()

    def shown(self, table: Table) -> AttrDict:
        if table.game is None or table.turn != self.tick:
            gc.collect(1)
            table.game, table.turn = self.picture(), self.tick
        return table.game

    def picture(self) -> AttrDict:
        player = self.team
        robots = {}
        for unit in self.units():
            cell = int(unit.x) // CELL, int(unit.y) // CELL
            robot = robots[cell] = AttrDict(location=cell, hp=int(unit.hp), player_id=unit.team)
            if unit.team == player:
                robot.robot_id = unit.robot_id
        return AttrDict(robots=robots, turn=int(self.tick))


class Loner(Mind):
    """--scope unit."""

    def key(self) -> int:
        return self.robot_id

    def shown(self, table: Table) -> AttrDict:
        gc.collect(0)
        return self.picture()
