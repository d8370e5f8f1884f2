"""A soldier: closes in on the nearest foe; without one, goes where the captain says."""

from tactics import Fighter


class Soldier(Fighter):
    def think(self) -> None:
        if self.obey():
            return
        foe = self.nearest(enemy=True, within=self.sight)
        if foe is not None:
            self.attack(foe)
        else:
            self.follow_order()
