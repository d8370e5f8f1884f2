"""A warden: thinks of nothing bad, clears away whoever stands still for good, and walks its round."""

import math

from myrmidon import Unit


class Warden(Unit):
    def __init__(self) -> None:
        self.angle = self.random.uniform(0, math.tau)

    def think(self) -> None:
        # A statue is a madman whose script was stopped: it said its last words a while ago.
        statues = [u for u in self.near(self.sight, enemy=True, kind="madman")
                   if u.age > 8 and not u.is_moving]
        if statues:
            self.attack(statues[0])
        elif not self.is_moving:
            self.angle += 0.4
            width, height = self.world_size()
            self.move_to(width / 2 + 190 * math.cos(self.angle),
                         height / 2 + 120 * math.sin(self.angle))
