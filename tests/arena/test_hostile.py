# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
"""Bots that fail, loop, crash and pry. Each plays guard, exactly, and the match goes on: the oracle plays
the same match with a tame bot in its place, and with a count of the acts that failed."""


import arena
import support
from arena import GUARD, bot, expected, match

WALK = "['move', rg.toward(self.location, rg.CENTER_POINT)]"

# What no act can be made of: the bot guards for the whole match.
NEVER = {
    "exits_at_load": "raise SystemExit(1)\n",
    "python2": "class Robot:\n    def act(self, game):\n        print 'hello'\n        return ['guard']\n",
    "syntax": "class Robot:\n    def act(self, game:\n",
    "nul": b"class Robot:\n    x = '\x00'\n",
    "not_utf8": b"class Robot:\n    x = '\xff\xfe'\n",
    "empty": "",
    "no_robot": "class Bot:\n    def act(self, game):\n        return ['guard']\n",
    "no_act": "class Robot:\n    pass\n",
    "act_is_none": "class Robot:\n    act = None\n",
    "generator": "class Robot:\n    def act(self, game):\n        yield ['guard']\n",
    "coroutine": "class Robot:\n    async def act(self, game):\n        return ['guard']\n",
    "init_raises": "class Robot:\n    def __init__(self):\n        1 / 0\n",
    "init_wants_more": "class Robot:\n    def __init__(self, game):\n        pass\n",
    "imports_missing": "import numpy_of_another_world\n",
    "frozen": "class Robot:\n    __slots__ = ()\n    def act(self, game):\n        return ['guard']\n",
    "breaks_builtins": "import builtins\nclass Robot:\n    def act(self, game):\n"
                       "        for name in ('len', 'int', 'type', 'tuple', 'list', 'str', 'isinstance'):\n"
                       "            setattr(builtins, name, None)\n        raise ValueError\n",
}

# What an act may do instead of answering; one bot does it all in turns.
DEEDS = """
import operator, random, rg, sys
class Lie(Exception):
    def __str__(self): raise Lie
    __repr__ = __str__
class Quiet(BaseException):
    pass
kept = []
def raises(): raise ValueError('no', kept)
def lies(): raise Lie
def quits(): raise KeyboardInterrupt
def leaves(): sys.exit(3)
def is_quiet(): raise Quiet
def is_long(): raise ValueError('x' * 1000000)
def is_old(): return {}.iteritems()
def runs_deep(): return runs_deep()
def shows_deep():
    nest = []
    for i in range(20000): nest = [nest]
    return repr(nest)
def eats():
    while True: kept.append(bytes(1 << 22))
def opens(): return open('/etc/passwd').read()
def imports(): import socket
def starts(): import threading
def removes(): vars(random)['_os'].remove('/tmp/nothing')
def stops(): raise StopIteration
def breaks_library(): rg.locs_around = rg.settings = None; raise rg
def divides(): 1 / 0
def asks(): return input()
def warns():
    import warnings
    warnings.simplefilter('error')
    return bool(NotImplemented)
deeds = [raises, lies, quits, leaves, is_quiet, is_long, is_old, runs_deep, shows_deep, opens, imports, starts,
         removes, stops, breaks_library, divides, asks, lambda: warns() or 1]
class Robot:
    def act(self, game):
        if game.turn == 50:
            eats()
        del kept[:]
        return deeds[(self.robot_id + game.turn) % len(deeds)]()
"""

# As above, but not by an error in Python: acts that do not come back are taken for failed ones.
LOST = {
    "loops": "class Robot:\n    def act(self, game):\n        while True: pass\n",
    "loops_and_catches": "class Robot:\n    def act(self, game):\n        while True:\n            try:\n"
                         "                while True: pass\n            except BaseException: pass\n",
    "loops_at_load": "while True: pass\n",
    "loops_in_init": "class Robot:\n    def __init__(self):\n        while True: pass\n",
    "loops_in_c": "class Robot:\n    def act(self, game):\n        return sum(range(10**12))\n",
    "leaves": "import random\nclass Robot:\n    def act(self, game):\n        vars(random)['_os']._exit(0)\n",
}

MOSTLY = """
import rg
count = [0]
class Robot:
    calls = 0
    def act(self, game):
        count[0] += 1
        self.calls += 1
        if %s:
            %s
        around = rg.locs_around(self.location, ['invalid', 'obstacle'])
        return ['move' if count[0] %% 3 else 'attack', around[self.calls %% len(around)]]
"""

SOMETIMES = {"a turn": "game.turn == 13", "a robot": "self.robot_id == 4 and game.turn in (2, 5)",
             "the first": "count[0] == 1", "the first turn": "game.turn == 1"}

# What act() may not return, or may.
ANSWERS = {
    "none": "None", "text": "'guard'", "number": "7", "empty": "[]", "three": "['guard', 1, 2]",
    "bytes": "[b'guard']", "unknown": "['jump', (1, 1)]", "upper": "['GUARD']", "move_alone": "['move']",
    "move_list": "['move', list(rg.toward(self.location, (9, 9)))]", "move_text": "['move', '99']",
    "move_far": "['move', (9, 9)] if self.location != (9, 8) else 0", "move_here": "['move', self.location]",
    "move_wall": "['move', (0, 0)]", "move_three": "['move', (9, 9, 9)]", "move_none": "['move', None]",
    "move_bools": "['move', (True, False)]", "move_nan": "['move', (float('nan'), 1)]",
    "move_inf": "['attack', (float('inf'), 1)]", "move_huge": "['attack', (10**400, 1)]",
    "move_half": "['move', (self.location[0] + 0.5, self.location[1])]",
    "move_complex": "['move', (1j, 1)]", "dict": "{'guard': 1}", "set": "{'guard'}",
    "list_type": "type('L', (list,), {})(['guard'])", "tuple_type": "type('T', (tuple,), {})(('guard',))",
    "str_type": "[type('S', (str,), {})('guard')]",
    "cell_type": "['move', type('T', (tuple,), {})(rg.toward(self.location, (9, 9)))]",
    "int_type": "['move', tuple(type('I', (int,), {})(v) for v in rg.toward(self.location, (9, 9)))]",
    "evil": "['move', type('E', (), {'__eq__': lambda *a: True, '__hash__': lambda s: 1, "
            "'__len__': lambda s: 2, '__getitem__': lambda s, i: 9})()]",
    "evil_list": "type('E', (list,), {'__len__': lambda s: 1 / 0, '__getitem__': lambda s, i: 'guard'})()",
    "lambda": "lambda: ['guard']", "class": "list", "module": "rg", "self": "self", "game": "game",
    "attack_here": "['attack', self.location]", "guard_more": "['guard', object()]",
    "suicide_late": "('suicide', None) if game.turn % 7 == 6 else ('guard',)",
    "attack_ok": "['attack', rg.locs_around(self.location, ['obstacle'])[0]]",
}


class Hostile(arena.Case):
    def play(self, name: str, source, wanted: dict, *arguments: object) -> dict:
        path = self.write(name, source)
        got = match(path, bot("bully"), "hostile", *arguments)
        acts = sum(before[0] for before in got["alive"][:-1])
        self.assert_exact(got, {**wanted, "errors": [acts, 0]}, name)
        self.assertTrue(got["failures"], f"{name}: nothing was said of it")
        return got

    def test_never_answers(self) -> None:
        wanted = expected(self.write("guard", GUARD), bot("bully"), "hostile")
        for name, source in NEVER.items():
            with self.subTest(name):
                self.play(name, source, wanted)
        with self.subTest("deeds"):
            self.play("deeds", DEEDS, wanted)

    def test_never_comes_back(self) -> None:
        wanted = expected(self.write("guard", GUARD), bot("bully"), "hostile")
        for name, source in LOST.items():
            with self.subTest(name):
                self.play(name, source, wanted, "--act-ms", 300)
        for name in ("loops", "loops_at_load"):
            with self.subTest(name, scope="unit"):
                got = self.play(name, LOST[name], wanted, "--act-ms", 300, "--scope", "unit")
                self.assertLess(got["cut"], 10)

    def test_comes_back_mostly(self) -> None:
        """Only the acts that did not come back are guards, and what the bot has kept is kept."""
        for name, when in SOMETIMES.items():
            with self.subTest(name):
                tame = self.write("tame", MOSTLY % (when, "raise ValueError"))
                wild = self.write("wild", MOSTLY % (when, "while True: pass"))
                got = match(wild, bot("bully"), name, "--act-ms", 300)
                self.assert_exact(got, expected(tame, bot("bully"), name), name)
                self.assertGreater(got["cut"], 0)

    def test_answers(self) -> None:
        """Each answer is given by some robot in some turn, and judged as the oracle judges it."""
        answers = ",\n    ".join(f"lambda self, game: {answer}" for answer in ANSWERS.values())
        path = self.write("answers", f"import rg\nanswers = [\n    {answers}]\nclass Robot:\n"
                                     "    def act(self, game):\n        number = self.robot_id * 7 + game.turn\n"
                                     "        return answers[number % len(answers)](self, game)\n")
        for scope in ("player", "unit"):
            got = match(bot("statue"), path, "answers", "--scope", scope)
            self.assert_exact(got, expected(bot("statue"), path, "answers", scope), scope)
            self.assertGreater(got["errors"][1], 100)


if __name__ == "__main__":
    support.main()
