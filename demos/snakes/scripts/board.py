"""The board that rules and rivals both see: cells, ways, and who lies where."""

from myrmidon import Rules, Unit, View

CELL = 40.0
COLUMNS, ROWS = 32, 18
WAYS = ((1, 0), (0, 1), (-1, 0), (0, -1))  # right, down, left, up

Cell = tuple[int, int]


def cell_of(unit: View) -> Cell:
    return int(unit.x // CELL), int(unit.y // CELL)


def middle_of(cell: Cell) -> tuple[float, float]:
    return (cell[0] + 0.5) * CELL, (cell[1] + 0.5) * CELL


def step(cell: Cell, way: int) -> Cell:
    dx, dy = WAYS[way]
    return cell[0] + dx, cell[1] + dy


def is_lawn(cell: Cell) -> bool:
    """Whether a cell lies inside the hedge."""
    return 0 < cell[0] < COLUMNS - 1 and 0 < cell[1] < ROWS - 1


def taken_cells(script: Rules | Unit) -> set[Cell]:
    return {cell_of(unit) for unit in script.units() if unit.snake >= 0}
