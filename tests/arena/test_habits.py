# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
"""Other people's bots: what they import, keep, change and rely on, played as the oracle has it."""

import arena
import support
from arena import bot, expected, match

WALK = """
    def walk(self, game):
        step = rg.toward(self.location, rg.CENTER_POINT)
        return ['guard'] if step in game.robots else ['move', step]
"""

HABITS = {
    "imports": """
import math, random, operator, heapq, collections, copy, itertools, sys, time, functools, bisect, string
from collections import defaultdict, Counter, deque, namedtuple
from operator import itemgetter
from rgkit import rg
import rgkit.rg
import rgkit.rg as other
import rg as third
from rgkit.settings import settings, AttrDict
from rg import *
import json, re
assert rg.loc_types((9, 9)) is third.loc_types((9, 9)) is other.loc_types((9, 9)) is loc_types((9, 9))
assert settings is rg.settings is third.settings
assert rg.CENTER_POINT == CENTER_POINT == (9, 9)
assert sys.maxsize > 2**40 and sys.version_info >= (3, 11)
class Robot:
    def act(self, game):
        if isinstance(game, AttrDict) and game['turn'] == game.turn:
            return ['move', random.choice(rg.locs_around(self.location, ['invalid', 'obstacle']))]
""",
    "library": """
import rg
class Robot:
    def act(self, game):
        s = rg.settings
        assert (s.spawn_every, s.spawn_per_player, s.board_size, s.robot_hp) == (10, 5, 19, 50)
        assert s['attack_range'] == (8, 10) and s.collision_damage == 5 and s.suicide_damage == 15
        assert (s.max_turns, s.str_limit, s.max_seed, s.default_rating) == (100, 50, 2147483647, 1200)
        assert s.exposed_properties == ('location', 'hp', 'player_id')
        assert s.player_only_properties == ('robot_id',) and s.user_obj_types == ('Robot',)
        assert s.valid_commands == ('move', 'attack', 'guard', 'suicide')
        assert (s.player_count, s.start) == (2, None)
        assert len(s.spawn_coords) == 48 and len(s.obstacles) == 136
        assert s.spawn_coords[0] == (7, 1) and s.obstacles[-1] == (18, 18)
        assert type(s.spawn_coords) is list and (7, 1) in s.spawn_coords
        assert rg.loc_types((-1, 3)) == {'invalid'} and rg.loc_types((0, 0)) == {'normal', 'obstacle'}
        assert rg.loc_types((7, 1)) == {'normal', 'spawn'} and rg.loc_types((19, 0)) == {'invalid'}
        assert rg.locs_around((9, 9)) == [(9, 10), (10, 9), (9, 8), (8, 9)]
        assert rg.locs_around((0, 0), 'invalid') == [(0, 1), (1, 0), (0, -1), (-1, 0)]
        assert rg.locs_around((0, 0), ['invalid']) == [(0, 1), (1, 0)]
        assert rg.locs_around((9, 9)) is not rg.locs_around((9, 9))
        assert rg.toward((9, 9), (9, 9)) == (9, 9) and rg.toward((5, 9), (9, 9)) == (6, 9)
        assert rg.toward((9, 5), (9, 9)) == (9, 6) and rg.toward((9, 9), (5, 5)) == (8, 9)
        assert rg.toward((9, 9), (10, 5)) == (9, 8) and rg.toward((17, 8), (18, 8)) == (17, 7)
        assert rg.dist((0, 0), (3, 4)) == 5.0 and rg.wdist((1, 1), (4, 5)) == 7
        calls = []
        double = rg.memodict(lambda n: calls.append(n) or 2 * n)
        assert (double(4), double(4), calls) == (8, 8, [4]) and rg.memoize(abs)(-3) == 3
        try:
            rg.loc_types([9, 9])
        except TypeError:
            return ['attack', rg.locs_around(self.location)[game.turn % 4]]
""",
    "state": """
import rg
seen, order = {}, []
class Robot:
    calls = 0
    def __init__(self):
        self.trail = []
        self.table = {}
    def act(self, game):
        Robot.calls += 1
        self.trail.append((game.turn, self.robot_id, self.location, self.hp))
        self.table[self.robot_id] = self.table.get(self.robot_id, 0) + 1
        seen[self.location] = seen.get(self.location, 0) + len(self.trail)
        order.append(self.robot_id)
        around = rg.locs_around(self.location, filter_out=('invalid', 'obstacle', 'spawn'))
        if not around:
            return ['guard']
        last = self.trail[-2][2] if len(self.trail) > 1 else None
        return ['move', max(around, key=lambda c: (seen.get(c, 0) % 7, c != last, c))]
""",
    "mutates": """
import rg
class Robot:
    def act(self, game):
        game.taken = getattr(game, 'taken', [])
        free = [c for c in rg.locs_around(self.location, ('invalid', 'obstacle'))
                if c not in game.robots and c not in game.taken]
        if game.turn % 3 == 0:
            for robot in game.robots.values():
                robot.hp -= 1
            game.robots.pop(self.location, None)
            game['turn'] += 0
        if not free:
            return ['suicide'] if len(game.robots) % 5 == 0 else ['guard']
        game.taken.append(free[0])
        return ['move', free[-1]]
""",
    "order": """
import rg
class Robot:
    def act(self, game):
        cells = list(game.robots)
        mine = [c for c, r in game.robots.items() if 'robot_id' in r]
        assert mine == sorted(mine, key=lambda c: game.robots[c].robot_id)
        assert all(hasattr(game.robots[c], 'robot_id') == (game.robots[c].player_id == self.player_id)
                   for c in cells)
        assert list(game.robots[self.location]) == ['location', 'hp', 'player_id', 'robot_id']
        assert game.robots[self.location] == {'location': self.location, 'hp': self.hp,
                                              'player_id': self.player_id, 'robot_id': self.robot_id}
        types = [type(v) for v in (self.location, self.hp, self.player_id, self.robot_id, game.turn)]
        assert types == [tuple, int, int, int, int] and type(game.robots) is dict
        assert game.seed.endswith('-%d' % self.robot_id) and list(game) == ['robots', 'turn', 'seed']
        target = cells[len(cells) // 2]
        step = rg.toward(self.location, target)
        return ['attack' if step in game.robots else 'move', step]
""",
    "random": """
import random, rg
from random import choice
random.seed(5)
class Robot:
    def act(self, game):
        mine = random.Random(game.seed)
        assert mine.random() == random.random()
        items = list(range(40))
        random.shuffle(items)
        random.Random(), random.gauss(0, 1), random.sample(items, 5), random.randrange(3, 99, 4)
        random.uniform(1, 2), random.choices(items, k=3), random.triangular(), random.getrandbits(70)
        around = rg.locs_around(self.location, ['invalid', 'obstacle'])
        return [choice(['move', 'attack']), choice(around)] if items[0] % 4 else ['guard']
""",
    "floats": """
import rg
class Robot:
    def act(self, game):
        x, y = rg.toward(self.location, rg.CENTER_POINT)
        kind = self.robot_id % 4
        return (['move', (x * 1.0, y)], ('attack', (float(x), float(y))), ['guard', 'and more'],
                ('suicide', None) if game.turn % 9 == 8 else ['move', (x, float(y))])[kind]
""",
    "recursion": """
import rg, sys
assert sys.getrecursionlimit() == 1000
def deep(n):
    return 0 if n == 0 else 1 + deep(n - 1)
class Robot:
    def act(self, game):
        assert deep(950) == 950
        try:
            deep(1500)
        except RecursionError:
            return ['move', rg.toward(self.location, rg.CENTER_POINT)]
""",
    "slow": """
import rg
class Robot:
    def act(self, game):
        if self.robot_id % 5 == 0 and game.turn % 20 == 4:
            total = 0
            for i in range(1500000):
                total += i * i % 7
        return ['move', rg.toward(self.location, rg.CENTER_POINT)]
""",
    "prints": """
import rg, sys
class Robot:
    def act(self, game):
        print('turn', game.turn, self.__dict__, game)
        print('x' * 100000, file=sys.stderr)
        sys.stdout.write('half a line')
        sys.stdout.flush()
        return ['attack', rg.locs_around(self.location)[0]]
""",
    "sets": """
import rg
class Robot:
    def act(self, game):
        types = set(['move', 'attack'])
        names = {name: len(name) for name in {'invalid', 'obstacle', 'spawn', 'normal'}}
        cells = {c for c in rg.locs_around(self.location, ['invalid', 'obstacle'])}
        assert isinstance(hash('a'), int)
        return [list(types)[(len(list(names)[0]) + game.turn) % 2], list(cells)[0]]
""",
    "copies": """
import copy, rg
class Robot:
    def act(self, game):
        near = copy.deepcopy(dict(game.robots))
        flat = copy.copy(near[self.location])
        assert flat['hp'] == self.hp and near[self.location]['location'] == self.location
        old, self.last = getattr(self, 'last', None), game
        if old is not None and old is not game and self.location in old.robots:
            return ['attack', rg.locs_around(self.location)[old.robots[self.location].hp % 4]]
        return ['move', rg.toward(self.location, rg.CENTER_POINT)]
""",
    "clock": """
import rg, time
class Robot:
    def act(self, game):
        begin, looks = time.time(), 0
        while time.time() - begin < 0.02:
            looks += 1
        return ['move', rg.toward(self.location, rg.CENTER_POINT)]
""",
    "packed": """
import base64, zlib
exec(zlib.decompress(base64.b64decode(%r)))
""",
    "old_class": """
import rg
class Base: pass
class Robot(Base, object):
    __slots__ = ('location', 'hp', 'player_id', 'robot_id')
    def act(self, game):
        return ('move', rg.toward(self.location, (9, 9)))
""",
    "factory": """
import rg
def Robot():
    class Inner:
        def act(self, game):
            return ['move', rg.toward(self.location, (9, 9))]
    return Inner()
""",
    "half_failing": """
import rg
class Robot:
    def act(self, game):
        if self.robot_id % 2:
            return [1, 2, 3][game.turn]
        return ['move', rg.toward(self.location, rg.CENTER_POINT)]
""",
    "tabs_and_crlf": "import rg\r\nclass Robot:\r\n\tdef act(self, game):\r\n\t\treturn ['attack', "
                     "rg.locs_around(self.location)[2]]\r\n",
    "named_in_latin": "# -*- coding: latin-1 -*-\n# caf\xe9\nimport rg\nclass Robot:\n"
                      "    def act(self, game):\n        return ['guard'] if len('\xe9') == 1 else 0\n",
}


def packed_source() -> str:
    import base64
    import zlib
    text = ("import rg, math, operator, itertools, heapq, collections, copy, functools, random\n"
            "class Robot:\n    def act(self, game):\n"
            "        return ['attack', random.choice(rg.locs_around(self.location))]\n")
    return HABITS["packed"] % base64.b64encode(zlib.compress(text.encode()))


class Habits(arena.Case):
    def source(self, name: str):
        text = packed_source() if name == "packed" else HABITS[name]
        return text.encode("latin-1") if name == "named_in_latin" else text

    def test_habits(self) -> None:
        rival = bot("bully")
        for number, name in enumerate(sorted(HABITS)):
            with self.subTest(name):
                path = self.write(name, self.source(name))
                wanted = expected(path, rival, f"habit {number}")
                got = match(path, rival, f"habit {number}")
                self.assert_exact(got, wanted, name)

    def test_each_for_itself(self) -> None:
        for name in ("state", "mutates", "order"):
            path = self.write(name, self.source(name))
            got = match(bot("bully"), path, "alone", "--scope", "unit", "--interpreters", 3)
            self.assert_exact(got, expected(bot("bully"), path, "alone", "unit"), name)

    def test_a_bot_against_itself(self) -> None:
        path = self.write("state", HABITS["state"])
        self.assert_exact(match(path, path, "both"), expected(path, path, "both"), "itself")


if __name__ == "__main__":
    support.main()
