"""A madman: walks out of its camp, says what it is about to do, and does it.

Each camp's team has an interpreter of its own, in a child process. Whatever is done here is the end
of a think, at worst of that child: another takes its place, and the madman stands where it stood.
"""

import math
import random
import sys
from collections.abc import Callable

from myrmidon import Unit

try:
    from opcode import opmap
except ImportError:  # not on every list of harmless modules
    opmap = {}

LAST_WORDS = 1.2  # seconds between the warning and the deed


def crash(unit: Unit) -> None:
    """Bytecode that reads where nothing is: a segmentation fault. If that is refused, an abort."""

    def broken() -> None:
        pass

    try:
        far = [opmap["EXTENDED_ARG"], 127] * 3 + [opmap["LOAD_CONST"], 255] * 2
        broken.__code__ = broken.__code__.replace(co_code=bytes(far))
    except (KeyError, OSError):
        vars(random)["_os"].abort()
    broken()


def loop(unit: Unit) -> None:
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass


def loop_in_c(unit: Unit) -> None:
    sum(range(10**12))


def bomb(unit: Unit) -> None:
    hoard: list[bytes] = []
    while True:
        hoard.append(bytes(1 << 28))


def flood(unit: Unit) -> None:
    for number in range(10_000):
        unit.say(f"flood {number}")
        print("flood", number)
        unit.send(unit.team, b"flood" * 100)
    raise RuntimeError("the dam broke")


def pry(unit: Unit) -> None:
    print(open("/etc/passwd").read())


def delete(unit: Unit) -> None:
    vars(random)["_os"].remove("/a/file/that/is/not/there")  # who gets so far may stop there


def leave(unit: Unit) -> None:
    vars(random)["_os"]._exit(0)


def resign(unit: Unit) -> None:
    sys.exit("I resign")


# By team: what it says, and what it does then.
DEEDS: dict[int, dict[str, Callable[[Unit], None]]] = {
    1: {"I read where nothing is": crash, "I end the game": leave},
    2: {"I loop for ever": loop, "I count to a trillion": loop_in_c},
    3: {"I eat all your memory": bomb},
    4: {"I never stop talking": flood, "I resign": resign},
    5: {"I read your passwords": pry, "I delete your files": delete},
}


class Madman(Unit):
    def __init__(self) -> None:
        self.words = self.random.choice(list(DEEDS[self.team]))
        self.due = 0.0
        width, height = self.world_size()
        angle = self.random.uniform(0, math.tau)
        far = self.random.uniform(30, 150)
        self.goal = (width / 2 + 1.5 * far * math.cos(angle), height / 2 + far * math.sin(angle))

    def think(self) -> None:
        x, y = self.goal
        if self.due:
            if self.time >= self.due:
                DEEDS[self.team][self.words](self)
        elif math.hypot(self.x - x, self.y - y) < 60 or self.age > 5:
            self.stop()
            self.say(self.words)
            self.due = self.time + LAST_WORDS
        elif not self.is_moving:
            self.move_to(x, y)
