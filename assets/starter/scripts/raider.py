"""The other side: it walks to where the guards are and fights whom it meets."""

from myrmidon import Unit


class Raider(Unit):
    def think(self) -> None:
        foe = self.nearest(enemy=True)
        if foe is None:
            self.stop()
        elif self.distance_to(foe) <= self.sight:
            self.attack(foe)
        else:
            self.move_to(foe.x, foe.y)
