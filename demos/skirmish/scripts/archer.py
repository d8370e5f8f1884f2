"""An archer: shoots from afar and steps back from whoever comes close."""

import math

from tactics import Fighter

TOO_CLOSE = 60.0


class Archer(Fighter):
    def think(self) -> None:
        if self.obey():
            return
        foe = self.nearest(enemy=True, within=self.sight)
        if foe is None:
            self.follow_order()
        elif self.distance_to(foe) < TOO_CLOSE and self.cooldown > 0.2:
            away = math.atan2(self.y - foe.y, self.x - foe.x)
            self.steer(away + self.random.uniform(-0.4, 0.4))
        else:
            self.attack(foe)
