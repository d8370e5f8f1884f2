# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
"""The rules of Robot Game, and nothing of Myrmidon: a match, turn by turn.

A match is exact: the same seed and the same actions give the same robots, whoever asks. So every
list here is in the order in which the robots came into the match, which is also the order of their
numbers, and every random number is drawn at the one place where the rules draw it.
"""

import random
from collections.abc import Iterable
from typing import Any

SIZE = 19
CELL = 32  # pixels; the board lies at the top left of the map
TURNS = 100
SPAWN_EVERY = 10
SPAWNED_PER_PLAYER = 5
HP = 50
ATTACK_LEAST, ATTACK_MOST = 8, 10
COLLISION_DAMAGE = 5
SUICIDE_DAMAGE = 15
SEED_MOST = 2**31 - 1

Cell = tuple[int, int]
# ("move", cell), ("attack", cell), ("guard",) or ("suicide",); the cell is typed loosely
Action = tuple[Any, ...]

# Where robots may stand, row by row from the top: the first and the last column of the open ground.
OPEN = {1: (7, 11), 2: (5, 13), 3: (3, 15), 4: (3, 15), 5: (2, 16), 6: (2, 16), 7: (1, 17), 8: (1, 17),
        9: (1, 17), 10: (1, 17), 11: (1, 17), 12: (2, 16), 13: (2, 16), 14: (3, 15), 15: (3, 15),
        16: (5, 13), 17: (7, 11)}
# Robots are born on the rim of it, row by row: the choice of a random cell counts on this order.
RIM = {1: (7, 8, 9, 10, 11), 2: (5, 6, 12, 13), 3: (3, 4, 14, 15), 4: (3, 15), 5: (2, 16), 6: (2, 16),
       7: (1, 17), 8: (1, 17), 9: (1, 17), 10: (1, 17), 11: (1, 17), 12: (2, 16), 13: (2, 16),
       14: (3, 15), 15: (3, 4, 14, 15), 16: (5, 6, 12, 13), 17: (7, 8, 9, 10, 11)}
SPAWN: list[Cell] = [(x, y) for y, columns in RIM.items() for x in columns]
SPAWN_SET = frozenset(SPAWN)


def is_open(cell: Cell) -> bool:
    """Whether a robot can stand there: within the board and no obstacle."""
    x, y = cell
    return y in OPEN and OPEN[y][0] <= x <= OPEN[y][1]


OBSTACLES: list[Cell] = [(x, y) for y in range(SIZE) for x in range(SIZE) if not is_open((x, y))]


def neighbours(cell: Cell) -> tuple[Cell, Cell, Cell, Cell]:
    x, y = cell
    return (x, y + 1), (x + 1, y), (x, y - 1), (x - 1, y)


class Stream:
    """Random numbers from a text. Only 32-bit words are asked of Python, so that none of its versions
    can change what is made of them."""

    def __init__(self, seed: str) -> None:
        self.words = random.Random(seed)

    def below(self, count: int) -> int:
        bits = count.bit_length()
        number = self.words.getrandbits(bits)
        while number >= count:
            number = self.words.getrandbits(bits)
        return number

    def between(self, least: int, most: int) -> int:
        return least + self.below(most - least + 1)


class Robot:
    __slots__ = "cell", "hp", "number", "player"

    def __init__(self, number: int, player: int, cell: Cell, hp: int = HP) -> None:
        self.number, self.player, self.cell, self.hp = number, player, cell, hp


class Turn:
    """What one turn came to, for those who show it."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.hits: list[tuple[Robot, Cell]] = []  # attacks on a cell where somebody was hurt
        self.bursts: list[Robot] = []
        self.dead: list[Robot] = []
        self.born: list[Robot] = []


class Match:
    def __init__(self, seed: str) -> None:
        self.turn = 0
        self.robots: list[Robot] = []
        self.next_number = 0
        self.state_seed = seed
        self.act_seeds = Stream(seed)

    @property
    def is_over(self) -> bool:
        return self.turn == TURNS

    def draw_seeds(self) -> tuple[int, int]:
        """The number of each player's acts in this turn; to be drawn once a turn."""
        return self.act_seeds.between(0, SEED_MOST), self.act_seeds.between(0, SEED_MOST)

    def alive(self) -> list[int]:
        blue = sum(robot.player for robot in self.robots)
        return [len(self.robots) - blue, blue]

    def play(self, actions: dict[int, Action]) -> Turn:
        """Plays one turn. `actions` has one for each robot, by its number, and all are legal."""
        turn = Turn(self.turn)
        ordered = [(robot, actions[robot.number]) for robot in self.robots]
        ends, collisions = move(ordered)
        hits = strike(ordered, Stream(self.state_seed + "a"), turn)
        struck: set[Robot] = set()
        for robot, action in ordered:
            damage = suffered(robot, action, collisions[robot], hits.get(ends[robot], ()), struck)
            robot.hp = 0 if action[0] == "suicide" else robot.hp - damage
        for robot, end in ends.items():
            robot.cell = end
        turn.hits = [(robot, cell) for robot, cell in turn.hits if robot in struck]
        self.clear_and_spawn(turn)
        self.turn += 1
        return turn

    def clear_and_spawn(self, turn: Turn) -> None:
        births = Stream(self.state_seed + "s")
        cells: list[Cell] = []
        if self.turn % SPAWN_EVERY == 0:
            for robot in self.robots:
                if robot.cell in SPAWN_SET:
                    robot.hp = 0
            cells = birth_cells(births)
        self.state_seed = str(births.between(0, SEED_MOST))
        turn.dead = [robot for robot in self.robots if robot.hp <= 0]
        for i, cell in enumerate(cells):
            turn.born.append(Robot(self.next_number, i % 2, cell))
            self.next_number += 1
        self.robots = [robot for robot in self.robots if robot.hp > 0] + turn.born


def birth_cells(births: Stream) -> list[Cell]:
    """Of player 0, of player 1 opposite it, and so on."""
    cells: list[Cell] = []
    while len(cells) < 2 * SPAWNED_PER_PLAYER:
        x, y = SPAWN[births.below(len(SPAWN))]
        opposite = (SIZE - 1 - x, SIZE - 1 - y)
        if (x, y) not in cells and opposite not in cells:
            cells += (x, y), opposite
    return cells


Ordered = list[tuple[Robot, Action]]


def move(ordered: Ordered) -> tuple[dict[Robot, Cell], dict[Robot, set[Robot]]]:
    """Where each robot ends, and with whom it collides.

    A cell's claimants are the robots that want to be there. Who has to stay where it is claims its own
    cell alone, and whoever wanted to go there has to stay as well.
    """
    here = {robot.cell: robot for robot, _ in ordered}
    wish = {robot: action[1] if action[0] == "move" else robot.cell for robot, action in ordered}
    claimants: dict[Cell, set[Robot]] = {}
    for robot, _ in ordered:
        claimants.setdefault(wish[robot], set()).add(robot)
    for robot, _ in ordered:
        there = here.get(wish[robot])
        is_swap = there is not None and there is not robot and wish[there] == robot.cell
        if is_swap or len(claimants[wish[robot]]) > 1:
            stay(robot, claimants)
    ends: dict[Robot, Cell] = {}
    collisions: dict[Robot, set[Robot]] = {robot: set() for robot, _ in ordered}
    for robot, _ in ordered:
        is_held = robot in claimants.get(robot.cell, ())
        ends[robot] = robot.cell if is_held else wish[robot]
        for other in claimants[wish[robot]]:
            collisions[robot].add(other)
            collisions[other].add(robot)
    return ends, collisions


def stay(first: Robot, claimants: dict[Cell, set[Robot]]) -> None:
    held = [first]
    while held:
        robot = held.pop()
        others = claimants.get(robot.cell, set())
        claimants[robot.cell] = {robot}
        held.extend(other for other in others if other is not robot)


Hits = dict[Cell, list[tuple[Robot, int]]]


def strike(ordered: Ordered, stream: Stream, turn: Turn) -> Hits:
    """The blows that fall on each cell. One number is drawn for every attack, whom it hits or not."""
    hits: Hits = {}
    for robot, action in ordered:
        if action[0] == "attack":
            turn.hits.append((robot, action[1]))
            damage = stream.between(ATTACK_LEAST, ATTACK_MOST)
            hits.setdefault(action[1], []).append((robot, damage))
        elif action[0] == "suicide":
            turn.bursts.append(robot)
            for cell in neighbours(robot.cell):
                hits.setdefault(cell, []).append((robot, SUICIDE_DAMAGE))
    return hits


def suffered(robot: Robot, action: Action, collided: set[Robot], blows: Iterable[tuple[Robot, int]],
             struck: set[Robot]) -> int:
    """What a robot loses to its enemies; who has hurt it is added to `struck`."""
    is_guarding = action[0] == "guard"
    enemies = sum(other.player != robot.player for other in collided)
    damage = 0 if is_guarding else COLLISION_DAMAGE * enemies
    for other, blow in blows:
        if other.player != robot.player:
            struck.add(other)
            damage += blow // 2 if is_guarding else blow
    return damage
