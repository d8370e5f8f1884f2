"""The dead think for themselves as well. Each mind builds on that of the living, which lies below it,
and changes what its kind does better: skeletons wait under their archers' bows, and archers step
back while they nock."""

from __future__ import annotations

from myrmidon import View
from packs.skirmish.archer import Archer
from packs.skirmish.captain import Captain
from packs.skirmish.soldier import Soldier

CHARGE = 50.0  # px; a skeleton that waits for foes runs at those who come as near as this
COVER = 60.0  # px; how far from its archers it waits
TOO_CLOSE = 95.0  # px; archers among the living let foes come to 60
RETINUE = 12  # skeletons round a lich, before it raises more
GRAVES = 150.0  # px; how far round it they count


def weakest(foes: list[View]) -> View | None:
    """All who can choose take the same one, so that it falls before it strikes again."""
    return min(foes, key=lambda foe: (foe.hp, foe.id), default=None)


class Skeleton(Soldier):
    def think(self) -> None:
        if self.obey():
            return
        prey = weakest(self.near(self.reach + 2 * self.radius, enemy=True, limit=6))
        bow = self.nearest(ally=True, kind="archer")
        if prey is not None:
            self.attack(prey)
        elif bow is not None and self.is_early() and self.distance_to(bow) > COVER:
            self.move_to(bow.x, bow.y)
        else:
            super().think()

    def is_early(self) -> bool:
        """Foes are in sight, and would be met alone."""
        foe = self.nearest(enemy=True, within=self.sight)
        return foe is not None and self.distance_to(foe) > CHARGE


class BoneArcher(Archer):
    def think(self) -> None:
        if self.obey():
            return
        foe = self.nearest(enemy=True, within=TOO_CLOSE)
        prey = weakest(self.near(self.reach + self.radius, enemy=True, limit=12))
        if foe is not None and self.cooldown > 0.15:
            self.move_to(2 * self.x - foe.x, 2 * self.y - foe.y)
        elif prey is not None:
            self.attack(prey)
        else:
            super().think()


class Lich(Captain):
    """Leads as captains do, and raises the dead while there is fighting."""

    def think(self) -> None:
        super().think()
        if self.is_building or self.nearest(enemy=True, within=self.sight) is None:
            return
        if len(self.near(GRAVES, ally=True, kind="soldier", limit=RETINUE)) < RETINUE:
            self.spawn()
