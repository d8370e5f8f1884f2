"""The rules of the garden: snakes go, eat, grow and die; one of them is the player's.

All that matters lies in the fields of the units (whose part, which part, which way), so that a game
can be saved, and these rules changed while it runs.
"""

from math import pi

from myrmidon import KeyEvent, Order, Rules, View

from board import COLUMNS, ROWS, Cell, cell_of, is_lawn, middle_of, step, taken_cells

PLAYER, NOBODY = 0, 4  # teams
LENGTH = 4
READY_TICKS = 16
KEYS = {"right": 0, "d": 0, "down": 1, "s": 1, "left": 2, "a": 2, "up": 3, "w": 3}
STARTS: tuple[tuple[Cell, int], ...] = (((6, 12), 0), ((25, 5), 2), ((6, 5), 0), ((25, 12), 2))
# A snake: its parts, the head first.
Snake = list[View]


class Garden(Rules):
    def __init__(self) -> None:
        self.wish: list[int] = []  # the ways that the player asked for, oldest first

    def start(self) -> None:
        rivals = max(0, min(3, self.options["rivals"]))
        taken: set[Cell] = set()
        for team, (cell, way) in enumerate(STARTS[: rivals + 1]):
            for part in range(LENGTH):
                x, y = middle_of(cell)
                kind = "body" if part else "head" if team == PLAYER else "rival"
                self.spawn(kind, team, x, y, snake=team, part=part, way=way, heading=way * pi / 2)
                taken.add(cell)
                cell = step(cell, (way + 2) % 4)
        for _ in range(self.options["apples"]):
            self.plant(taken)

    def on_key(self, event: KeyEvent) -> None:
        if event.is_down and event.key in KEYS and len(self.wish) < 3:
            self.wish.append(KEYS[event.key])

    def referee(self, orders: list[Order]) -> None:
        if self.tick < READY_TICKS and not self.wish:
            self.text("ready", "Arrows steer. Eat, and outlive the others!", 0.5, 0.4, 30)
            return
        self.text("ready", "")
        ways = {order.unit.snake: order.args[0] for order in orders if order.name == "turn"}
        if self.wish:
            ways[PLAYER] = self.wish.pop(0)
        snakes = self.snakes()
        self.go(snakes, ways)

    def snakes(self) -> dict[int, Snake]:
        found: dict[int, Snake] = {}
        for unit in self.units():
            if unit.snake >= 0:
                found.setdefault(unit.snake, []).append(unit)
        return {team: sorted(parts, key=lambda part: part.part) for team, parts in found.items()}

    def go(self, snakes: dict[int, Snake], ways: dict[int, int]) -> None:
        """All go at once: who runs into a wall, a body or another head dies."""
        turned = {team: self.turned(parts[0].way, ways.get(team)) for team, parts in snakes.items()}
        heads = {team: step(cell_of(parts[0]), turned[team]) for team, parts in snakes.items()}
        bodies = {cell_of(part) for parts in snakes.values()
                  for part in (parts if parts[0].meal else parts[:-1])}
        dead = {team for team, cell in heads.items()
                if not is_lawn(cell) or cell in bodies or list(heads.values()).count(cell) > 1}
        apples = {cell_of(apple): apple for apple in self.units(kind="apple")}
        taken = taken_cells(self) | set(heads.values()) | set(apples)
        for team, parts in snakes.items():
            if team in dead:
                self.die(parts)
            else:
                self.crawl(parts, heads[team], turned[team], apples.pop(heads[team], None))
        for _ in range(self.options["apples"] - len(apples)):
            self.plant(taken)
        self.judge({team: parts for team, parts in snakes.items() if team not in dead})

    def turned(self, way: int, wish: int | None) -> int:
        return way if wish is None or (wish - way) % 4 == 2 else wish % 4

    def crawl(self, parts: Snake, cell: Cell, way: int, apple: View | None) -> None:
        head, tail = parts[0], parts[-1]
        meal = head.meal
        if meal > 0:
            self.spawn("body", head.team, tail.x, tail.y, snake=head.snake, part=len(parts))
        for before, part in zip(parts, parts[1:]):
            self.set(part, x=before.x, y=before.y)
        x, y = middle_of(cell)
        meal = max(0, meal - 1) + (2 if apple is not None else 0)
        self.set(head, x=x, y=y, way=way, heading=way * pi / 2, meal=meal)
        if apple is not None:
            self.despawn(apple)
            self.effect("hit", x, y)

    def die(self, parts: Snake) -> None:
        """Every second part of it is food for the others."""
        for part in parts:
            self.despawn(part)
            self.effect("death", part.x, part.y)
            if part.part % 2 == 1:
                self.spawn("apple", NOBODY, part.x, part.y)

    def plant(self, taken: set[Cell]) -> None:
        for _ in range(100):
            cell = self.random.randrange(1, COLUMNS - 1), self.random.randrange(1, ROWS - 1)
            if cell not in taken:
                taken.add(cell)
                self.spawn("apple", NOBODY, *middle_of(cell))
                return

    def judge(self, alive: dict[int, Snake]) -> None:
        goal = self.options["goal"]
        length = len(alive.get(PLAYER, []))
        self.bar("length", length / goal, 0.5, 0.985, 0.3, "#f2b541", f"{length} of {goal}")
        if PLAYER not in alive:
            longest = max(alive, key=lambda team: len(alive[team]), default=-1)
            self.end("You are eaten up", longest)
        elif length >= goal:
            self.end("You have grown long enough: won!", PLAYER)
        elif len(alive) == 1 and self.options["rivals"] > 0:
            self.end("Yours is the garden: won!", PLAYER)
