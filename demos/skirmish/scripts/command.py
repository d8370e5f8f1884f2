"""The rules of the battle: who has lost the camp has lost. And the player's hand: a box selects, the
right button sends, C takes the whole army.

What a unit does with an order is its own mind's business (tactics.py): it is told, not moved.
"""

from math import hypot

from myrmidon import KeyEvent, Order, OrderEvent, Rules, SelectEvent, View

CLICK_REACH = 14.0
RING = "#f2d06b"


class Command(Rules):
    def __init__(self) -> None:
        self.selected: list[View] = []
        self.has_camps = False

    def referee(self, orders: list[Order]) -> None:
        self.allow()
        if self.tick % 10 == 0:
            self.judge()
        if self.tick == 1:
            self.text("help", "Drag a box, send with the right button. C: all", 0.5, 0.98, 16)
        if self.tick == 300:
            self.text("help", "")

    def on_select(self, event: SelectEvent) -> None:
        mine = self.units(team=self.options["team"])
        if event.left == event.right and event.top == event.bottom:
            near = [unit for unit in mine if self.away(unit, event.left, event.top) < CLICK_REACH]
            boxed = sorted(near, key=lambda unit: self.away(unit, event.left, event.top))[:1]
        else:
            boxed = [unit for unit in mine if event.left <= unit.x <= event.right
                     and event.top <= unit.y <= event.bottom and unit.max_speed > 0]
        self.select(self.alive() + boxed if event.is_adding else boxed)

    def on_key(self, event: KeyEvent) -> None:
        if event.key == "c" and event.is_down:
            army = self.units(team=self.options["team"])
            self.select([unit for unit in army if unit.max_speed > 0])

    def on_order(self, event: OrderEvent) -> None:
        """A block of places around the point, the nearest to each who stands so in the crowd."""
        team = self.options["team"]
        target = event.target if event.target is not None and event.target.team != team else None
        army = self.alive()
        side = max(1, round(len(army) ** 0.5))
        for index, unit in enumerate(sorted(army, key=lambda unit: (unit.y, unit.x))):
            row, column = divmod(index, side)
            x = event.x + (column - (side - 1) / 2) * 22
            y = event.y + (row - (side - 1) / 2) * 22
            self.tell(unit, "commanded", x, y, target)
        if army:
            self.effect("hit" if target is not None else "spawn", event.x, event.y)

    def select(self, units: list[View]) -> None:
        chosen = list(dict.fromkeys(units))
        for unit in self.alive():
            if unit not in chosen:
                self.mark(unit)
        for unit in chosen:
            self.mark(unit, RING)
        self.selected = chosen

    def alive(self) -> list[View]:
        return [unit for unit in self.selected if unit.is_alive]

    def away(self, unit: View, x: float, y: float) -> float:
        return hypot(unit.x - x, unit.y - y)

    def judge(self) -> None:
        """A side stands while its camp does; on a map without camps, while it has units."""
        units = self.units()
        if self.tick == 0:
            self.has_camps = any(unit.kind == "camp" for unit in units)
        standing = {unit.team for unit in units if unit.kind == "camp" or not self.has_camps}
        if len(standing) > 1:
            return
        winner = standing.pop() if standing else -1
        if winner == -1:
            self.end("Nobody is left")
        elif winner == self.options["team"]:
            self.end("Victory: their camp is down" if self.has_camps else "Victory", winner)
        else:
            self.end("Defeat: your camp is down" if self.has_camps else "Defeat", winner)
