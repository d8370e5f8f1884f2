# A mind as its author's type checker sees it; run by no game.
from myrmidon import DeadUnit, HitEvent, Message, Unit, View


class Mind(Unit):
    def __init__(self) -> None:
        self.foe: View | None = None

    def think(self) -> None:
        if self.tick % 10 == 0 or self.foe is None:
            self.foe = self.nearest(enemy=True, within=self.x + self.hp)
        if self.foe is None:
            point = self.middle()
            if point is not None:
                self.move_to(*point)
            return
        try:
            if self.distance_to(self.foe) < 5 and self.foe.is_alive:
                self.attack(self.foe)
        except DeadUnit:
            self.foe = None
        self.mark(2, is_loud=self.is_ready, kind=self.kind, note="here")
        self.send(self.team, ("seen", self.hp, self.random.random(), (None,)))
        for other in self.near(50, kind="medic", limit=3):
            self.say(f"{other.kind} {other.boss} {self.sum(1, b=2)} {self.other()} {self.first()}")

    def on_message(self, message: Message) -> None:
        sender, payload = message
        if isinstance(payload, tuple) and payload and payload[0] == "seen":
            self.foe = message.sender

    def on_hit(self, event: HitEvent) -> None:
        self.foe = event.by if event.damage > 1 else self.foe

    async def live(self) -> None:
        while True:
            await self.tick()
            await self.sleep(0.5)
            foe = await self.until(lambda: self.nearest(enemy=True), timeout=self.tick / 2)
            if foe is not None:
                self.attack(foe)
            hit = await self.event("hit")
            late = await self.event("arrived", timeout=1)
            either = await self.event("hit", "arrived")
            message = await self.message()
            if late is None and isinstance(either, HitEvent):
                self.say(f"{hit.damage} {either.by} {message.payload!r}")
            if (answer := await self.message(timeout=3)) is not None:
                self.send(answer.sender, self.tick)
