"""Your unit: each guard runs think() of its own, every tick."""

from myrmidon import Unit


class Guard(Unit):
    def __init__(self) -> None:
        self.post = (self.x, self.y)  # anything can be kept on self

    def think(self) -> None:
        foe = self.nearest(enemy=True, within=self.sight)
        if foe is not None:
            self.attack(foe)
        elif not self.is_moving:
            x, y = self.post
            self.move_to(x + self.random.uniform(-30, 30), y + self.random.uniform(-30, 30))
