"""Lives from wait to wait: roams, fights, calls for help, and says how it fell."""

from myrmidon import DeathEvent, HitEvent, Message, Unit


class Rover(Unit):
    calls = 0

    def on_hit(self, event: HitEvent) -> None:
        if event.attacker is not None:
            self.attack(event.attacker)

    def on_message(self, message: Message) -> None:
        self.calls += 1

    def on_death(self, event: DeathEvent) -> None:
        print("fell to", event.killer is not None and event.killer.kind, event.x > 0, self.calls)
        self.send(0, ("fallen", event.x, event.y))
        self.send(1, ("fallen", event.x, event.y))

    async def live(self) -> None:
        width, height = self.world_size()
        try:
            while True:
                await self.go_to(self.random.uniform(0, width), self.random.uniform(0, height),
                                 timeout=6)
                foe = await self.until(lambda: self.nearest(enemy=True, within=self.sight), timeout=0.5)
                if foe is not None:
                    self.send(self.team, ("foe", foe.x, foe.y))
                    self.attack(foe)
                    await self.event("killed", "hit", timeout=2)
                message = await self.message(timeout=0.2)
                if message is not None:
                    match message.payload:
                        case (_, float(x), float(y)):
                            self.move_to(x, y, find_way=True)
                            await self.event("arrived", "blocked", timeout=2)
        finally:
            print("live ends")
