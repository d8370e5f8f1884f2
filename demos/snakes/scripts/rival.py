"""A rival: goes for the nearest apple, never into a wall, and rather where there is room."""

from myrmidon import Unit

from board import Cell, cell_of, is_lawn, step, taken_cells

ROOM_ENOUGH = 40


class Rival(Unit):
    def think(self) -> None:
        taken = taken_cells(self)
        here = int(self.x // 40), int(self.y // 40)
        apples = [cell_of(apple) for apple in self.units(kind="apple")]
        best, best_worth = self.way, float("-inf")
        for turn in (0, 1, 3):
            way = (self.way + turn) % 4
            cell = step(here, way)
            if not is_lawn(cell) or cell in taken:
                continue
            worth = self.room(cell, taken) * 10.0 - self.hunger(cell, apples) + self.random.random()
            if worth > best_worth:
                best, best_worth = way, worth
        self.turn(best)

    def hunger(self, cell: Cell, apples: list[Cell]) -> float:
        """How far the nearest apple is from a cell."""
        return min((abs(x - cell[0]) + abs(y - cell[1]) for x, y in apples), default=0)

    def room(self, start: Cell, taken: set[Cell]) -> int:
        """How many cells can be reached, up to what is room enough."""
        seen, edge = {start}, [start]
        while edge and len(seen) < ROOM_ENOUGH:
            cell = edge.pop()
            for way in range(4):
                after = step(cell, way)
                if after not in seen and after not in taken and is_lawn(after):
                    seen.add(after)
                    edge.append(after)
        return len(seen)
