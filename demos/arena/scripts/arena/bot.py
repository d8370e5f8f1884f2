# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
"""A player's bot: its module, its one Robot object, and what may come back from act().

A bot is a stranger. It may raise anything, loop, change what it is given and answer with objects that
lie about themselves. So nothing of an answer is looked at before its exact type is known, and whatever
goes wrong is a guard. What cannot be handled here (a loop, a crash) ends the think of that robot, which
then has given no order: the referee takes that for a guard, too.
"""

import random
import time
from types import ModuleType
from typing import Any

# What bots import is here before the first of them runs: a bot may hide its imports in text that it
# unpacks, and a sealed child reads no file.
import bisect  # noqa: F401
import collections  # noqa: F401
import copy  # noqa: F401
import functools  # noqa: F401
import heapq  # noqa: F401
import itertools  # noqa: F401
import math  # noqa: F401
import operator  # noqa: F401
import string  # noqa: F401

from arena import board
from arena.board import Action, Cell, is_open, neighbours
from rgkit.settings import AttrDict

MODULES = ("bot_red", "bot_blue")  # the names of the players' sources
# A bot none of whose acts has ever come back is not asked again after this many; another one after
# MOST_LOST of its acts were lost. Otherwise a match with a loop in it would take an hour.
HOPELESS = 6
MOST_LOST = 40
MOST_LOADS = 2  # so often is a bot loaded whose loading does not come back

# The packs' modules come from memory; what has brought board.py can bring a bot, as often as wanted.
sources: Any = board.__loader__


class Refused(Exception):
    """The answer of a bot is no action."""


class Broken(Exception):
    """There is no bot to ask; says why, with path and line."""


def check(answer: object, cell: Cell) -> Action:
    """The action in a bot's answer; its types must be exact, so that no code of the bot runs here."""
    if type(answer) is not list and type(answer) is not tuple:
        raise Refused(f"act() returned {type(answer).__name__}, not a list")
    if len(answer) != 1 and len(answer) != 2:
        raise Refused(f"act() returned {len(answer)} items, not 1 or 2")
    name = answer[0]
    if type(name) is not str:
        raise Refused(f"the name of an action is a str, not {type(name).__name__}")
    if name == "guard" or name == "suicide":
        return (name,)
    if name != "move" and name != "attack":
        raise Refused(f"there is no action {name[:40]!r}")
    if len(answer) != 2:
        raise Refused(f"{name!r} needs a cell")
    target = answer[1]
    if type(target) is not list and type(target) is not tuple:
        raise Refused(f"the cell of {name!r} is a tuple (x, y), not {type(target).__name__}")
    if len(target) != 2:
        raise Refused(f"the cell of {name!r} has {len(target)} items, not 2")
    for part in target:
        if type(part) is not int and type(part) is not float:
            raise Refused(f"a coordinate is a number, not {type(part).__name__}")
    for near in neighbours(cell):
        if target == near and is_open(near):  # a list never equals a tuple: so it is in the rules
            return name, near
    raise Refused(f"{name} {target!r:.60} is not possible from {cell}")


class Clock:
    """Game time stands still while a bot thinks; one that looks at the clock until its time is up
    would look for ever. So each look takes a tenth of a millisecond, in every run alike."""

    def __init__(self) -> None:
        self.looks = 0

    def seconds(self) -> float:
        self.looks += 1
        return self.looks * 1e-4

    def nanoseconds(self) -> int:
        self.looks += 1
        return self.looks * 100_000


# A generator without a seed would be seeded by the shared one, whose next numbers were then not those
# of the seed that each act begins with.
_seed = random.Random.seed
_spare = random.Random(0)


def _seed_alone(self: random.Random, a: Any = None, version: int = 2) -> None:
    _seed(self, _spare.getrandbits(64) if a is None else a, version)


setattr(random.Random, "seed", _seed_alone)
setattr(random, "seed", getattr(random, "_inst").seed)

clock = Clock()
for _name in ("time", "monotonic", "perf_counter", "process_time", "thread_time"):
    setattr(time, _name, clock.seconds)
    setattr(time, _name + "_ns", clock.nanoseconds)


class Tally:
    """The acts of a player's bots in this interpreter; those that began and did not end were lost."""

    def __init__(self) -> None:
        self.begun = self.ended = 0
        self.loads = 0  # that have begun and not ended

    @property
    def is_hopeless(self) -> bool:
        lost = self.begun - self.ended
        return lost >= MOST_LOST or (lost >= HOPELESS and self.ended == 0)


tallies = Tally(), Tally()


class Bot:
    """One module and one Robot: a player's, or with --scope unit a single robot's."""

    def __init__(self, player: int) -> None:
        self.player = player
        self.robot: Any = None
        self.is_loaded = False
        self.broken = ""  # why there is no Robot
        self.tally = tallies[player]

    def load(self) -> None:
        if self.tally.loads >= MOST_LOADS:
            self.is_loaded, self.broken = True, "it takes too long to load"
            return
        self.tally.loads += 1
        random.seed(0)
        module = ModuleType(MODULES[self.player])
        try:
            sources.exec_module(module)
            self.robot = module.Robot()
        except BaseException as error:
            self.broken = self.describe(error)
        self.tally.loads -= 1
        self.is_loaded = True

    def describe(self, error: BaseException) -> str:
        """'bot.py:12: ZeroDivisionError: division by zero', with the last line that is the bot's."""
        path, line = sources.find_spec(MODULES[self.player]).origin, 0
        step = error.__traceback__
        while step is not None:
            if step.tb_frame.f_code.co_filename == path:
                line = step.tb_lineno
            step = step.tb_next
        if isinstance(error, SyntaxError) and error.filename == path:
            line = error.lineno or 0
        place = f"{path}:{line}: " if line else f"{path}: "
        name = type(error).__name__
        text = (error.msg if isinstance(error, SyntaxError) else str(error))[:200]
        if type(error) is Broken:
            return text
        if type(error) is Refused or text.startswith(name):
            return place + text
        return f"{place}{name}: {text}" if text else place + name

    def act(self, game: AttrDict, location: Cell, hp: int, number: int, seed: str) -> Action:
        """What a robot does. Raises what the bot raised, or Refused."""
        if not self.is_loaded:
            self.load()
        if self.broken:
            raise Broken(self.broken)
        if self.tally.is_hopeless:
            raise Refused("it takes too long, again and again: it is not asked any more")
        self.tally.begun += 1
        try:
            robot = self.robot
            random.seed(seed)
            game.seed = seed
            robot.location = location
            robot.hp = hp
            robot.player_id = self.player
            robot.robot_id = number
            return check(robot.act(game), location)
        finally:
            self.tally.ended += 1
