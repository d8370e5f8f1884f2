"""A captain: looks for the enemy's weight and sends the army there, or back to regroup."""

from tactics import Fighter

ORDER_EVERY = 2.0  # seconds


class Captain(Fighter):
    def __init__(self) -> None:
        super().__init__()
        self.next_order = 0.0

    def think(self) -> None:
        if self.time >= self.next_order:
            self.next_order = self.time + ORDER_EVERY
            self.command_army()
        if self.obey():
            return
        foe = self.nearest(enemy=True, within=90)
        if foe is not None:
            self.attack(foe)
        else:
            self.follow_order()

    def command_army(self) -> None:
        friends = self.near(self.sight, ally=True, limit=24)
        foes = self.near(self.sight, enemy=True, limit=24)
        target = self.nearest(enemy=True)
        if target is None:
            return
        if len(foes) > 2 * len(friends) + 4:
            camp = self.nearest(ally=True, kind="camp")
            if camp is not None:
                self.say("Fall back!")
                self.send(self.team, ("go", camp.x, camp.y))
                return
        if foes:
            x = sum(f.x for f in foes) / len(foes)
            y = sum(f.y for f in foes) / len(foes)
        else:
            x, y = target.x, target.y
        self.send(self.team, ("go", x, y))
