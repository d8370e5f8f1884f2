# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
"""The library of Robot Game's bots. `import rg` gives the same."""

from collections.abc import Callable, Iterable
from typing import Any

from rgkit.settings import settings

Cell = tuple[int, int]

CENTER_POINT: Cell = (settings.board_size // 2, settings.board_size // 2)


def memoize(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Lets a function of one argument remember its answers."""

    class Answers(dict[Any, Any]):
        def __missing__(self, argument: Any) -> Any:
            answer = self[argument] = function(argument)
            return answer

    return Answers().__getitem__


memodict = memoize

_spawn_cells = frozenset(settings.spawn_coords)
_obstacle_cells = frozenset(settings.obstacles)


@memoize
def loc_types(loc: Cell) -> set[str]:
    """What a cell is: a set with 'invalid', or 'normal' and perhaps 'spawn' or 'obstacle'."""
    if not all(0 <= loc[axis] < settings.board_size for axis in (0, 1)):
        return {"invalid"}
    types = {"normal"}
    if loc in _spawn_cells:
        types.add("spawn")
    if loc in _obstacle_cells:
        types.add("obstacle")
    return types


def locs_around(loc: Cell, filter_out: Iterable[str] | None = None) -> list[Cell]:
    """The cells below, right, above and left of one, without those of the types in `filter_out`."""
    x, y = loc
    unwanted = set(filter_out or ())
    around = (x, y + 1), (x + 1, y), (x, y - 1), (x - 1, y)
    return [cell for cell in around if unwanted.isdisjoint(loc_types(cell))]


def dist(p1: Cell, p2: Cell) -> float:
    """The distance as the crow flies."""
    length: float = ((p2[0] - p1[0]) ** 2 + (p2[1] - p1[1]) ** 2) ** 0.5
    return length


def wdist(p1: Cell, p2: Cell) -> int:
    """The distance in steps."""
    return abs(p2[0] - p1[0]) + abs(p2[1] - p1[1])


def toward(current_loc: Cell, dest_loc: Cell) -> Cell:
    """The next cell on the way to another, around an obstacle if the other axis allows it."""
    if current_loc == dest_loc:
        return current_loc
    (x, y), (far_x, far_y) = current_loc, dest_loc
    across = far_x - x
    down = far_y - y
    sideways = (x + (1 if across > 0 else -1), y)
    lengthways = (x, y + (1 if down > 0 else -1))
    ways = (lengthways, sideways) if abs(down) > abs(across) else (sideways, lengthways)
    return ways[1] if ways[0] in _obstacle_cells else ways[0]
