# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
"""Robot Game in plain Python, without Myrmidon: what `myrmidon arena` is compared with.

    oracle.py RED.py BLUE.py SEED [player|unit]     prints a match as JSON
    oracle.py --vectors VECTORS.json                checks the random streams against known numbers

It was written from the rules alone and shares no line with demos/arena, whose referee was written
from the same rules: a fault would have to be made twice, in two different programs, to go unseen.
It plays bots in its own process, so a bot that does not come back hangs it: tests give it a stand-in
for each of these.
"""

from __future__ import annotations

import hashlib
import json
import random
import sys
import types
from pathlib import Path

SIZE = 19
TURNS = 100
MOST_SEED = 2**31 - 1
AROUND = ((0, 1), (1, 0), (0, -1), (-1, 0))

# The board as a picture: # is an obstacle, s a spawn cell.
BOARD = """
###################
#######sssss#######
#####ss.....ss#####
###ss.........ss###
###s...........s###
##s.............s##
##s.............s##
#s...............s#
#s...............s#
#s...............s#
#s...............s#
#s...............s#
##s.............s##
##s.............s##
###s...........s###
###ss.........ss###
#####ss.....ss#####
#######sssss#######
###################
""".split()
SPAWN = [(x, y) for y in range(SIZE) for x in range(SIZE) if BOARD[y][x] == "s"]
OBSTACLES = [(x, y) for y in range(SIZE) for x in range(SIZE) if BOARD[y][x] == "#"]


# ------------------------------------------------------------------------------ random numbers

class Stream:
    """MT19937 seeded with a text, word by word, as the rules describe it."""

    def __init__(self, text: str) -> None:
        raw = text.encode()
        number = int.from_bytes(raw + hashlib.sha512(raw).digest(), "big")
        key = []
        while number:
            key.append(number & 0xFFFFFFFF)
            number >>= 32
        self.state = self._mix([19650218], key or [0])
        self.index = 624

    @staticmethod
    def _mix(state: list[int], key: list[int]) -> list[int]:
        for i in range(1, 624):
            state.append((1812433253 * (state[-1] ^ state[-1] >> 30) + i) & 0xFFFFFFFF)
        i, j = 1, 0
        for _ in range(max(624, len(key))):
            mixed = (state[i - 1] ^ state[i - 1] >> 30) * 1664525
            state[i] = ((state[i] ^ mixed) + key[j] + j) & 0xFFFFFFFF
            i, j = i + 1, (j + 1) % len(key)
            if i == 624:
                state[0], i = state[623], 1
        for _ in range(623):
            mixed = (state[i - 1] ^ state[i - 1] >> 30) * 1566083941
            state[i] = ((state[i] ^ mixed) - i) & 0xFFFFFFFF
            i += 1
            if i == 624:
                state[0], i = state[623], 1
        state[0] = 0x80000000
        return state

    def word(self) -> int:
        if self.index == 624:
            for k in range(624):
                y = self.state[k] & 0x80000000 | self.state[(k + 1) % 624] & 0x7FFFFFFF
                self.state[k] = self.state[(k + 397) % 624] ^ y >> 1 ^ (0x9908B0DF if y & 1 else 0)
            self.index = 0
        y = self.state[self.index]
        self.index += 1
        y ^= y >> 11
        y ^= y << 7 & 0x9D2C5680
        y ^= y << 15 & 0xEFC60000
        return y ^ y >> 18

    def below(self, n: int) -> int:
        bits = n.bit_length()
        while (value := self.word() >> 32 - bits) >= n:
            pass
        return value

    def between(self, low: int, high: int) -> int:
        return low + self.below(high - low + 1)

    def pick(self, items: list):
        return items[self.below(len(items))]

    def fraction(self) -> float:
        a, b = self.word() >> 5, self.word() >> 6
        return (a * 67108864 + b) / 9007199254740992


def check_vectors(path: Path) -> None:
    for text, known in json.loads(path.read_text()).items():
        stream = Stream(text)  # one stream for all of a text's numbers
        drawn = {"u32": [stream.word() for _ in known["u32"]],
                 "randint_max": [stream.between(0, MOST_SEED) for _ in known["randint_max"]],
                 "r8_10": [stream.between(8, 10) for _ in known["r8_10"]],
                 "choice48": [stream.below(48) for _ in known["choice48"]],
                 "random": [stream.fraction() for _ in known["random"]]}
        assert drawn == known, text


# --------------------------------------------------------------------------- what bots import

class Attributes(dict):
    def __init__(self, *args, **items):
        super().__init__(*args, **items)
        self.__dict__ = self


def one_argument(function):
    """Remembers what a function of one argument answered."""
    class Memory(dict):
        def __missing__(self, key):
            self[key] = answer = function(key)
            return answer
    return Memory().__getitem__


def make_library() -> dict[str, types.ModuleType]:
    rg, package, settings = (types.ModuleType(name) for name in ("rgkit.rg", "rgkit", "rgkit.settings"))
    values = Attributes(
        spawn_every=10, spawn_per_player=5, board_size=SIZE, robot_hp=50, attack_range=(8, 10),
        collision_damage=5, suicide_damage=15, max_turns=TURNS, str_limit=50, max_seed=MOST_SEED,
        default_rating=1200, max_time_initialization=2000, max_time_first_act=1500,
        max_time_per_act=300, exposed_properties=("location", "hp", "player_id"),
        player_only_properties=("robot_id",), user_obj_types=("Robot",),
        valid_commands=("move", "attack", "guard", "suicide"), spawn_coords=SPAWN,
        obstacles=OBSTACLES, player_count=2, start=None)
    spawn, obstacles = set(SPAWN), set(OBSTACLES)

    @one_argument
    def loc_types(loc):
        if not (0 <= loc[0] < SIZE and 0 <= loc[1] < SIZE):
            return {"invalid"}
        return ({"normal"} | ({"spawn"} if loc in spawn else set())
                | ({"obstacle"} if loc in obstacles else set()))

    def locs_around(loc, filter_out=None):
        around = [(loc[0] + dx, loc[1] + dy) for dx, dy in AROUND]
        return [cell for cell in around if not loc_types(cell) & set(filter_out or ())]

    def toward(here, there):
        if here == there:
            return here
        dx, dy = there[0] - here[0], there[1] - here[1]
        by_x = (here[0] + (1 if dx > 0 else -1), here[1])
        by_y = (here[0], here[1] + (1 if dy > 0 else -1))
        first, second = (by_y, by_x) if abs(dy) > abs(dx) else (by_x, by_y)
        return second if first in obstacles else first

    rg.CENTER_POINT = (9, 9)
    rg.settings = settings.settings = values
    rg.dist = lambda a, b: ((b[0] - a[0]) ** 2 + (b[1] - a[1]) ** 2) ** 0.5
    rg.wdist = lambda a, b: abs(b[0] - a[0]) + abs(b[1] - a[1])
    rg.loc_types, rg.locs_around, rg.toward = loc_types, locs_around, toward
    rg.memodict = rg.memoize = one_argument
    settings.AttrDict = Attributes
    package.rg, package.settings, package.__path__ = rg, settings, []
    return {"rg": rg, "rgkit": package, "rgkit.rg": rg, "rgkit.settings": settings}


# -------------------------------------------------------------------------------------- the bots

GUARD = ("guard",)


class Mind:
    """One module of a bot and its one Robot."""

    def __init__(self, path: Path) -> None:
        self.robot = None
        try:
            module = types.ModuleType("bot")
            exec(compile(path.read_bytes(), str(path), "exec", dont_inherit=True), module.__dict__)
            self.robot = module.Robot()
        except BaseException:
            pass

    def act(self, game: Attributes, robot: Attributes, seed: str) -> tuple[tuple, bool]:
        """The action as played, and whether the bot failed."""
        if self.robot is None:
            return GUARD, True
        try:
            random.seed(seed)
            game.seed = seed
            for name in ("location", "hp", "player_id", "robot_id"):
                setattr(self.robot, name, robot[name])
            return checked(self.robot.act(game), robot["location"]), False
        except BaseException:
            return GUARD, True


def checked(answer, cell: tuple) -> tuple:
    if type(answer) not in (list, tuple) or not 1 <= len(answer) <= 2 or type(answer[0]) is not str:
        raise ValueError
    if answer[0] in ("guard", "suicide"):
        return (answer[0],)
    if answer[0] not in ("move", "attack") or len(answer) != 2:
        raise ValueError
    target = answer[1]
    if type(target) not in (list, tuple) or len(target) != 2:
        raise ValueError
    if any(type(part) not in (int, float) for part in target):
        raise ValueError
    for dx, dy in AROUND:
        near = (cell[0] + dx, cell[1] + dy)
        inside = 0 <= near[0] < SIZE and 0 <= near[1] < SIZE
        if inside and BOARD[near[1]][near[0]] != "#" and target == near:
            return (answer[0], near)
    raise ValueError


# --------------------------------------------------------------------------------------- one turn

def settle(robots: list[Attributes], plan: dict) -> tuple[dict, dict]:
    """Where each start cell's robot ends, and the start cells it collides with."""
    aim = {cell: action[1] if action[0] == "move" else cell for cell, action in plan.items()}
    rivals: dict[tuple, set] = {}
    for robot in robots:
        rivals.setdefault(aim[robot.location], set()).add(robot.location)

    def stuck(cell):
        before = rivals.get(cell, set())
        rivals[cell] = {cell}
        for other in before:
            if other != cell:
                stuck(other)

    for robot in robots:
        cell = robot.location
        swaps = aim[cell] != cell and aim.get(aim[cell]) == cell
        if len(rivals.get(aim[cell], ())) > 1 or swaps:
            stuck(cell)
    ends, bumps = {}, {robot.location: set() for robot in robots}
    for robot in robots:
        cell = robot.location
        stays = aim[cell] != cell and cell in rivals.get(cell, ())
        ends[cell] = cell if stays else aim[cell]
    for cell in bumps:
        for other in rivals.get(aim[cell], ()):
            bumps[cell].add(other)
            bumps[other].add(cell)
    return ends, bumps


def turn_damage(robots: list[Attributes], plan: dict, stream: Stream) -> dict:
    """By cell: (owner, damage) of each hit on it."""
    hits: dict[tuple, list] = {}
    for robot in robots:
        action = plan[robot.location]
        if action[0] == "attack":
            hits.setdefault(action[1], []).append((robot.player_id, stream.between(8, 10)))
        elif action[0] == "suicide":
            for dx, dy in AROUND:
                cell = (robot.location[0] + dx, robot.location[1] + dy)
                hits.setdefault(cell, []).append((robot.player_id, 15))
    return hits


def fight(robots: list[Attributes], plan: dict, stream: Stream) -> list[Attributes]:
    owner = {robot.location: robot.player_id for robot in robots}
    ends, bumps = settle(robots, plan)
    hits = turn_damage(robots, plan, stream)
    after = []
    for robot in robots:
        cell, hp, guards = robot.location, robot.hp, plan[robot.location][0] == "guard"
        if not guards:
            hp -= 5 * sum(owner[other] != robot.player_id for other in bumps[cell])
        for player, damage in hits.get(ends[cell], ()):
            if player != robot.player_id:
                hp -= damage // 2 if guards else damage
        if plan[cell][0] == "suicide":
            hp = 0
        after.append(Attributes(robot, location=ends[cell], hp=hp))
    return after


def spawn(stream: Stream) -> list[tuple]:
    """Cell and player of each new robot, in order."""
    chosen: list[tuple] = []
    while len(chosen) < 10:
        cell = stream.pick(SPAWN)
        mirrored = (18 - cell[0], 18 - cell[1])
        if cell not in chosen and mirrored not in chosen:
            chosen += [cell, mirrored]
    return [(cell, i % 2) for i, cell in enumerate(chosen)]


# -------------------------------------------------------------------------------------- the match

def short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def compact(value) -> str:
    return json.dumps(value, separators=(",", ":"))


class Match:
    def __init__(self, red: Path, blue: Path, seed: str, scope: str = "player") -> None:
        self.paths, self.scope, self.minds = (red, blue), scope, {}
        self.whole, self.seed = Stream(seed), seed
        self.robots: list[Attributes] = []
        self.born = 0
        self.errors = [0, 0]

    def mind(self, robot: Attributes) -> Mind:
        key = robot.player_id if self.scope == "player" else (robot.player_id, robot.robot_id)
        if key not in self.minds:
            self.minds[key] = Mind(self.paths[robot.player_id])
        return self.minds[key]

    def ask(self, turn: int) -> dict:
        plan = {}
        for player in (0, 1):
            number = self.whole.between(0, MOST_SEED)
            shown = {}
            for robot in self.robots:
                keys = ("location", "hp", "player_id") + ("robot_id",) * (robot.player_id == player)
                shown[robot.location] = Attributes((key, robot[key]) for key in keys)
            game = Attributes(robots=shown, turn=turn)
            for robot in self.robots:
                if robot.player_id == player:
                    seed = f"{number}-{robot.robot_id}"
                    if self.scope == "unit":  # robots of their own do not share what they are shown
                        game = Attributes(robots={cell: Attributes(other)
                                                  for cell, other in shown.items()}, turn=turn)
                    plan[robot.location], failed = self.mind(robot).act(game, robot, seed)
                    self.errors[player] += failed
        return plan

    def turn(self, turn: int) -> dict:
        plan = self.ask(turn)
        ids = sorted((robot.robot_id, plan[robot.location]) for robot in self.robots)
        births = Stream(self.seed + "s")
        self.robots = fight(self.robots, plan, Stream(self.seed + "a"))
        if turn % 10 == 0:
            for robot in self.robots:
                if BOARD[robot.location[1]][robot.location[0]] == "s":
                    robot.hp = 0
            new = spawn(births)
        else:
            new = []
        self.robots = [robot for robot in self.robots if robot.hp > 0]
        for cell, player in new:
            self.robots.append(Attributes(location=cell, hp=50, player_id=player, robot_id=self.born))
            self.born += 1
        self.seed = str(births.between(0, MOST_SEED))
        return {"actions": compact([[number, list(action)] for number, action in ids])}

    def play(self) -> dict:
        digests, alive, actions = [], [], hashlib.sha256()
        old = {name: sys.modules.get(name) for name in make_library()}
        sys.modules.update(make_library())
        try:
            for turn in range(TURNS):
                actions.update(self.turn(turn)["actions"].encode())
                rows = sorted([*r.location, r.hp, r.player_id, r.robot_id] for r in self.robots)
                digests.append(short(compact(rows)))
                alive.append([sum(r.player_id == player for r in self.robots) for player in (0, 1)])
        finally:
            for name, module in old.items():
                if module is None:
                    del sys.modules[name]
                else:
                    sys.modules[name] = module
        return {"digests": digests, "match_digest": short(json.dumps(digests)),
                "actions_digest": actions.hexdigest()[:16], "alive": alive, "score": alive[-1],
                "errors": self.errors}


def main() -> None:
    if sys.argv[1] == "--vectors":
        check_vectors(Path(sys.argv[2]))
        return
    red, blue, seed, *scope = sys.argv[1:]
    out, sys.stdout = sys.stdout, sys.stderr  # bots print
    result = Match(Path(red), Path(blue), seed, *scope).play()
    print(json.dumps(result), file=out)


if __name__ == "__main__":
    main()
