"""An ant: wander until food is smelled, carry it home, and mark the way for the others."""

import math

from myrmidon import Unit, View

TRAIL = 1.2  # what a fresh crumb's first mark is worth
FADE = 0.985  # each later mark is weaker, so that the scent rises towards the food


class Ant(Unit):
    def __init__(self) -> None:
        self.nest: View | None = self.nearest(kind="nest")
        self.scent = 0.0
        self.bias = self.random.uniform(-0.15, 0.15)  # no two ants wander alike

    def think(self) -> None:
        if self.cargo > 0:
            self.carry_home()
        elif self.sense("food") > 0:
            self.pick("food", 1)
            self.scent = TRAIL
            self.steer(self.heading + math.pi)
        else:
            self.search()

    def carry_home(self) -> None:
        """Straight home, more or less, marking the trail."""
        if self.nest is None:
            return
        if self.distance_to(self.nest) <= self.nest.radius + self.reach + self.radius:
            self.give(self.nest, self.cargo)
            self.steer(self.heading + math.pi)
            return
        self.deposit("trail", self.scent)
        self.scent *= FADE
        home = math.atan2(self.nest.y - self.y, self.nest.x - self.x)
        self.steer(home + self.random.uniform(-0.35, 0.35))

    def search(self) -> None:
        """Three feelers: left, ahead, right. Follow food, else trail, else wander."""
        for field, reach in (("food", 26.0), ("trail", 18.0)):
            left = self.sense(field, distance=reach, angle=-0.7)
            ahead = self.sense(field, distance=reach)
            right = self.sense(field, distance=reach, angle=0.7)
            best = max(left, ahead, right)
            if best > 0.02:
                turn = 0.0 if ahead >= best else (0.5 if right > left else -0.5)
                self.steer(self.heading + turn + self.random.uniform(-0.2, 0.2))
                return
        self.steer(self.heading + self.bias + self.random.uniform(-0.5, 0.5))
