"""Says what it senses, and walks round the wall: where a straight line leads nowhere."""

from myrmidon import SpawnEvent, Unit


class Walker(Unit):
    def on_spawn(self, event: SpawnEvent) -> None:
        print("born", event.by, self.tick)

    async def live(self) -> None:
        if self.team == 1:
            return
        other = self.nearest(role="scout")
        near = self.near(within=200, role="fighter")
        print("wall", other is not None and self.sees(other), all(self.sees(unit) for unit in near))
        print("way", self.path_to(580, 180), self.path_to(300, 100), self.path_to(60, 300))
        flock = self.flock(700)
        print("flock", flock.count, round(flock.centre[0]) // 40, self.flock(700, enemy=True).count)
        print("straight", await self.straight_on())
        print("round", await self.go_to(580, 180), self.x > 560)
        print("late", await self.go_to(60, 180, timeout=1))
        print("shut", await self.go_to(300, 100))

    async def straight_on(self) -> str:
        self.move_to(580, 180)
        event = await self.event("arrived", "blocked")
        return type(event).__name__
